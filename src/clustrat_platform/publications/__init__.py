"""Pages that show figures, pilots and recommendations, and the reports made of them."""
