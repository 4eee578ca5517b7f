"""The form of each effect: what is to happen if the motion carries, as `params()`."""
