"""Reference tables of the regency: agencies, places, categories, emergency words."""
