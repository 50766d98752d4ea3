"""What the functions of other files of the workspace do with what they are given."""
