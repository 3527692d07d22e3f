"""The project's website: what `make site` builds into `build/site`."""
