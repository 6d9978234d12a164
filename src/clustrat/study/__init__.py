"""One question from tables to findings: where data, analysis and decision meet."""
