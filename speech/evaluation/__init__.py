"""How well recognition does on recordings whose words are known, and what it makes of sounds without words."""
