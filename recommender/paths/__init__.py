"""Study paths: which certifications, subjects and English courses lead to a target, in what order and when."""
