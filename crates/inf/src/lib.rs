//! INF text to document to driver: models, hardware ids, files.
