"""Settings of the documentation: Sphinx, MyST, one bibliography."""

project = "clustrat"
author = "The clustrat developers"
copyright = "The clustrat developers, Apache-2.0"  # noqa: A001
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax", "sphinxcontrib.bibtex"]
bibtex_bibfiles = ["references.bib"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "clustrat"
exclude_patterns = ["_build", "releases"]
autodoc_member_order = "bysource"
autodoc_typehints = "none"
# Formulas are set by the reader's browser from a file that we do not load from anywhere: pages make no third-party request.
mathjax_path = ""
