//! What is published says the same everywhere: versions, names, and the toolchain.

use serde_json::Value;

const DOCKERFILE: &str = include_str!("../../../Dockerfile");
const SERVER_JSON: &str = include_str!("../../../deploy/server.json");

#[test]
fn registry_entry_has_the_version_of_the_crate() {
    let server: Value = serde_json::from_str(SERVER_JSON).expect("JSON");
    assert_eq!(server["version"], env!("CARGO_PKG_VERSION"));
    let image = server["packages"][0]["identifier"].as_str().expect("an image");
    assert_eq!(image.rsplit_once(':').expect("a tag").1, env!("CARGO_PKG_VERSION"));
}

#[test]
fn image_carries_the_name_of_the_registry_entry() {
    let server: Value = serde_json::from_str(SERVER_JSON).expect("JSON");
    let label = format!("io.modelcontextprotocol.server.name={}", server["name"]);
    assert!(DOCKERFILE.contains(&label), "the Dockerfile lacks `{label}`");
}

#[test]
fn image_is_built_with_the_crates_rust_version() {
    let builder = DOCKERFILE.lines().find(|line| line.starts_with("FROM ") && line.ends_with(" AS build"));
    let tag = format!("/rust:{}-", env!("CARGO_PKG_RUST_VERSION"));
    assert!(builder.expect("a builder").contains(&tag), "the builder's tag is not `{tag}`");
}
