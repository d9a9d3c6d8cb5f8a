"""Pictures of pages to words with boxes, by tesseract: cleaned, set upright, cut into columns and table columns first."""
