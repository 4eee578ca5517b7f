"""What the tests would not notice: each line of the core and of the gate changed a little, one at a time."""
