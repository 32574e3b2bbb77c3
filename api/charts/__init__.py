"""Pictures of figures as SVG, drawn by the server: numbers and texts in, what a template draws out."""
