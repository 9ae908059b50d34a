//! The catalog file: zero-copy view, builder, writer.
