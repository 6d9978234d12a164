"""Organisations with succession, sites, memberships, roles and territorial scope."""
