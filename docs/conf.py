"""Sphinx configuration. The build reaches for nothing on the network."""

import doctest

from backchannel import __version__

project = "Backchannel"
author = "Backchannel contributors"
copyright = "2026, Backchannel contributors"
version = release = __version__

extensions = ["myst_nb", "sphinx.ext.doctest"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True

doctest_default_flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

html_theme = "pydata_sphinx_theme"
html_title = project
html_show_sourcelink = False
