//! The server's icon, for clients that show one: 2025-11-25 `schema` "Icon".
//!
//! As `data:` addresses, so that no client has to ask this server, or anybody else, for an image.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

/// One image, in one form.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Icon {
    src: String,
    mime_type: &'static str,
    sizes: [&'static str; 1],
}

/// The same image as PNG, which every client that shows icons can show, and as SVG for any size.
pub(super) static ICONS: LazyLock<[Icon; 2]> = LazyLock::new(|| {
    [
        icon("image/png", "64x64", include_bytes!("icons/icon.png")),
        icon("image/svg+xml", "any", include_bytes!("icons/icon.svg")),
    ]
});

fn icon(mime_type: &'static str, size: &'static str, image: &[u8]) -> Icon {
    Icon { src: format!("data:{mime_type};base64,{}", BASE64_STANDARD.encode(image)), mime_type, sizes: [size] }
}
