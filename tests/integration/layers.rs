//! Imports go down only: the table of the architecture, held against every path in `src`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Module → what it may import. A name with `::` allows that path only.
const TABLE: &[(&str, &[&str])] = &[
    ("http", &["mcp", "oauth", "state", "tools", "query", "intercom", "store", LEVEL_0]),
    ("mcp", &["oauth", "state", "tools", "store", LEVEL_0]),
    ("oauth", &["state", "intercom", "store", LEVEL_0]),
    ("state", &["tools", "intercom", "store", LEVEL_0]),
    ("tools", &["query", "intercom", LEVEL_0]),
    ("query", &["region", "clock", "compute", "text", "html"]),
    ("intercom", &["store::Budget", "store::Observation", "store::Reservation", LEVEL_0]),
    ("store", &[LEVEL_0]),
    ("config", &["region", "scheme", "secret"]),
    ("simulator", &["clock"]),
    ("clock", &[]),
    ("compute", &["shares"]),
    ("json_values", &[]),
    ("secret", &[]),
    ("region", &[]),
    ("shares", &[]),
    ("scheme", &[]),
    ("web_address", &[]),
    ("telemetry", &["config"]),
    ("pages", &["scheme", "text"]),
    ("text", &[]),
    ("html", &["compute", "text"]),
];
/// Stands for every module of level 0.
const LEVEL_0: &str =
    "web_address clock compute json_values config secret region scheme shares telemetry pages text html";

#[test]
fn imports_go_down_only() {
    let mut offences = Vec::new();
    for file in rust_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let module = module_of(&file);
        let Some(top) = module.first() else { continue };
        if top == "commands" {
            continue;
        }
        let allowed = allowed(top, &file);
        for path in paths_from_root(&fs::read_to_string(&file).unwrap(), module.len()) {
            let target = path.split("::").next().unwrap();
            let fine =
                target == top || allowed.iter().any(|rule| path == *rule || path.starts_with(&format!("{rule}::")));
            if !fine {
                offences.push(format!("{}: {top} -> {path}", file.display()));
            }
        }
    }
    assert!(offences.is_empty(), "imports against the table:\n{}", offences.join("\n"));
}

#[test]
fn every_module_stands_in_the_table() {
    let modules: BTreeSet<String> = rust_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")))
        .iter()
        .filter_map(|file| module_of(file).first().cloned())
        .filter(|module| module != "commands")
        .collect();
    let table: BTreeSet<String> = TABLE.iter().map(|(module, _)| (*module).to_owned()).collect();
    assert_eq!(modules, table);
}

#[test]
fn only_the_clock_asks_the_system_for_the_time() {
    let offenders: Vec<String> = rust_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")))
        .into_iter()
        .filter(|file| module_of(file).first().is_some_and(|module| module != "clock"))
        .filter(|file| {
            let text = fs::read_to_string(file).unwrap();
            ["SystemTime::now", "Timestamp::now", "Instant::now", "Zoned::now"].iter().any(|call| text.contains(call))
        })
        .map(|file| file.display().to_string())
        .collect();
    assert_eq!(offenders, Vec::<String>::new(), "ask crate::clock::Clock instead, so that tests can set it");
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let long: Vec<String> = ["src", "tests"]
        .iter()
        .flat_map(|folder| rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)))
        .filter(|file| fs::read_to_string(file).unwrap().lines().count() > 400)
        .map(|file| file.display().to_string())
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

fn allowed(module: &str, file: &Path) -> Vec<&'static str> {
    let (_, rules) = TABLE.iter().find(|(name, _)| *name == module).unwrap_or_else(|| panic!("{module} has no row"));
    let mut allowed: Vec<&str> =
        rules.iter().flat_map(|rule| if *rule == LEVEL_0 { rule.split(' ').collect() } else { vec![*rule] }).collect();
    if file.iter().any(|name| name.to_string_lossy().starts_with("lower")) && module == "query" {
        allowed.push("intercom::search");
    }
    allowed
}

/// `src/mcp/jsonrpc.rs` → `["mcp", "jsonrpc"]`, `src/mcp/mod.rs` → `["mcp"]`, `src/lib.rs` → `[]`.
fn module_of(file: &Path) -> Vec<String> {
    let relative = file.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap().with_extension("");
    let mut names: Vec<String> = relative.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|name| ["mod", "lib", "main"].contains(&name.as_str())) {
        names.pop();
    }
    names
}

/// Every path that begins at the crate's root: `crate::…`, and `super::super::…` that climbs all the way.
fn paths_from_root(text: &str, depth: usize) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let climb = "super::".repeat(depth);
    let mut prefixes = vec!["crate::"];
    if depth > 0 {
        prefixes.push(&climb);
    }
    let mut paths = Vec::new();
    for prefix in prefixes {
        for (start, _) in code.match_indices(prefix) {
            let before = code[..start].chars().next_back();
            if before.is_some_and(|character| character.is_alphanumeric() || "_:".contains(character)) {
                continue;
            }
            expand("", &code[start + prefix.len()..], &mut paths);
        }
    }
    paths
}

/// Flattens a use tree to its paths, two segments deep: `{clock::Clock, store::{Budget, X}}`.
fn expand(parent: &str, rest: &str, paths: &mut Vec<String>) {
    let rest = rest.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        for item in split_group(group) {
            expand(parent, item, paths);
        }
        return;
    }
    let name: String = rest.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
    if name.is_empty() {
        return;
    }
    let path = match (parent, name.as_str()) {
        ("", _) => name.clone(),
        (_, "self") => parent.to_owned(),
        _ => format!("{parent}::{name}"),
    };
    match rest[name.len()..].strip_prefix("::") {
        Some(deeper) if parent.is_empty() => expand(&path, deeper, paths),
        _ => paths.push(path),
    }
}

fn split_group(group: &str) -> Vec<&str> {
    let (mut items, mut level, mut start) = (Vec::new(), 0_i32, 0);
    for (index, character) in group.char_indices() {
        match character {
            '{' => level += 1,
            '}' if level == 0 => {
                items.push(&group[start..index]);
                break;
            }
            '}' => level -= 1,
            ',' if level == 0 => {
                items.push(&group[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    items
}

/// Every file of Rust below a folder.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // A fuzz target's build leaves sources of others in `tests/fuzz/target`.
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
