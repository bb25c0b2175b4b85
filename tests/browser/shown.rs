//! What is read of bodies: one JSON string a line in, and out `{"text", "plain", "hidden"}` as Markdown, as plain text, and
//! how many passages were left out. What `hidden.mjs` compares with a browser.

use std::{
    error::Error,
    io::{BufRead, Write, stdin, stdout},
};

use intercom_mcp::{query::plain_text, tools::render::html::markdown};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = stdout().lock();
    for line in stdin().lock().lines() {
        let html: String = serde_json::from_str(&line?)?;
        let body = markdown(&html);
        writeln!(output, "{}", json!({"text": body.text, "plain": plain_text(&html), "hidden": body.hidden}))?;
    }
    Ok(())
}
