"""Evidence views, saved questions, frozen figures, data jobs, interviews and assessments."""
