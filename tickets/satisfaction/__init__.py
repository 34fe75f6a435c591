"""Satisfaction with the service (IKM): standards, index, grade and needed sample; pure, without a database."""
