"""What learners do on their own pages, apart from how the pages look."""
