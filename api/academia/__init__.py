"""Plans of study held against demand: loading, analysis, gaps, subjects, teachers and English."""
