"""What a failing machine may do to a hall and what not: full disks, failing ones, a database that goes away, wrong clocks."""
