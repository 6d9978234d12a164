"""Settings of the documentation: Sphinx, MyST, one bibliography."""

project = "clustrat"
author = "The clustrat developers"
copyright = "The clustrat developers, Apache-2.0"  # noqa: A001
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinxcontrib.bibtex"]
bibtex_bibfiles = ["references.bib"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "clustrat"
exclude_patterns = ["_build", "releases"]
autodoc_member_order = "bysource"
autodoc_typehints = "none"
