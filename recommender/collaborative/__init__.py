"""What learners take next, read from who took what and in which order: one method a file, arrays in and out."""
