"""Runs the website on a machine: one command from an empty folder to serving, and what it does by itself meanwhile."""
