//! How each client is told of this server: steps, links and snippets.
//!
//! Links: Cursor "MCP Install Links" (a name, and the entry of `mcp.json` in base64), Visual Studio Code "MCP URL
//! handler" (what `--add-mcp` takes, percent-encoded). Claude and ChatGPT have none; they call from the internet and
//! sign in by OAuth, so that a server which offers no sign-in, or is on this computer only, is out of their reach.

use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    landing::Landing,
    text::{Piece, prose},
};

/// One client, or one kind of them.
pub(super) struct Client {
    pub(super) name: &'static str,
    /// What to do, in order.
    pub(super) steps: Vec<Vec<Piece>>,
    pub(super) link: Option<Link>,
    pub(super) snippets: Vec<Snippet>,
}

/// Opens the client and asks there.
pub(super) struct Link {
    pub(super) label: &'static str,
    pub(super) address: String,
}

/// A text to copy.
pub(super) struct Snippet {
    /// Unique on the page.
    pub(super) id: &'static str,
    /// What it is, or the file it belongs in.
    pub(super) label: &'static str,
    pub(super) text: String,
}

/// Every client, the most asked-for first, those that cannot be connected last.
pub(super) fn clients(landing: &Landing) -> Vec<Client> {
    let endpoint = Endpoint { url: landing.endpoint(), credential: landing.ways.credential() };
    let mut clients = vec![
        CLAUDE.client(landing),
        endpoint.claude_code(),
        endpoint.cursor(),
        endpoint.visual_studio_code(),
        CHATGPT.client(landing),
        endpoint.mcp_remote(),
    ];
    clients.sort_by_key(|client| client.snippets.is_empty());
    clients
}

/// A credential that a client sends by itself, since there is no sign-in for it.
#[derive(Clone, Copy)]
pub(super) struct Credential {
    /// Stands in a snippet until somebody puts theirs there.
    pub(super) placeholder: &'static str,
    /// What people call it.
    pub(super) name: &'static str,
}

/// Where clients connect, and with what.
struct Endpoint {
    url: String,
    credential: Option<Credential>,
}

/// A client that lives on its vendor's servers.
struct Hosted {
    name: &'static str,
    short_name: &'static str,
    id: &'static str,
    steps: [&'static str; 2],
}

const CLAUDE: Hosted = Hosted {
    name: "Claude: web, desktop and mobile",
    short_name: "Claude",
    id: "claude-address",
    steps: [
        "Open “Settings”, then “Connectors”, and choose “Add custom connector”.",
        "Paste the address below, add the connector, choose “Connect” and sign in.",
    ],
};

const CHATGPT: Hosted = Hosted {
    name: "ChatGPT",
    short_name: "ChatGPT",
    id: "chatgpt-address",
    steps: [
        "Open “Settings”, then “Apps & Connectors”; under “Advanced settings” switch “Developer mode” on.",
        "Choose “Create”, paste the address below, take “OAuth” as the way of signing in, and sign in.",
    ],
};

impl Hosted {
    fn client(&self, landing: &Landing) -> Client {
        let Self { name, short_name, id, .. } = *self;
        let obstacle = if !landing.is_public {
            format!(
                "{short_name} calls from the internet and cannot reach `{}`, an address of this computer's own. Take one of the other clients.",
                landing.origin
            )
        } else if !landing.ways.sign_in {
            format!("{short_name} signs in by OAuth, which this server does not offer. Take one of the other clients.")
        } else {
            let snippets = vec![Snippet { id, label: "Address", text: landing.endpoint() }];
            return Client { name, steps: self.steps.map(prose).into(), link: None, snippets };
        };
        Client { name, steps: vec![prose(&obstacle)], link: None, snippets: Vec::new() }
    }
}

impl Endpoint {
    fn claude_code(&self) -> Client {
        let mut command = format!("claude mcp add --transport http intercom {}", self.url);
        let steps = match self.credential {
            Some(Credential { placeholder, name }) => {
                command += &format!(" --header \"Authorization: Bearer {placeholder}\"");
                vec![prose(&format!(
                    "Run this command in a terminal, with your {name} in the place of `{placeholder}`."
                ))]
            }
            None => vec![
                prose("Run this command in a terminal."),
                prose("Type `/mcp` in Claude Code, choose `intercom` and sign in if it asks."),
            ],
        };
        let snippets = vec![Snippet { id: "claude-code", label: "Command", text: command }];
        Client { name: "Claude Code", steps, link: None, snippets }
    }

    fn cursor(&self) -> Client {
        let mut entry = json!({ "url": self.url });
        if let Some(credential) = self.credential {
            entry["headers"] = json!({ "Authorization": format!("Bearer {}", credential.placeholder) });
        }
        let config = encoded(&BASE64_STANDARD.encode(entry.to_string()));
        let address = format!("cursor://anysphere.cursor-deeplink/mcp/install?name=intercom&config={config}");
        let snippets = vec![Snippet {
            id: "cursor",
            label: "~/.cursor/mcp.json",
            text: pretty(&json!({ "mcpServers": { "intercom": entry } })),
        }];
        Client {
            name: "Cursor",
            steps: self.with_replacement(vec![prose("Open the link, or put the entry into Cursor's file yourself.")]),
            link: Some(Link { label: "Add to Cursor", address }),
            snippets,
        }
    }

    fn visual_studio_code(&self) -> Client {
        let mut entry = json!({ "type": "http", "url": self.url });
        let mut inputs = None;
        if let Some(credential) = self.credential {
            entry["headers"] = json!({ "Authorization": "Bearer ${input:intercom_credential}" });
            inputs = Some(json!([{
                "type": "promptString", "id": "intercom_credential", "description": credential.name, "password": true
            }]));
        }
        let mut link = json!({ "name": "intercom" });
        let mut file = json!({ "servers": { "intercom": entry } });
        merge(&mut link, entry);
        if let Some(inputs) = inputs {
            link["inputs"] = inputs.clone();
            file["inputs"] = inputs;
        }
        let address = format!("vscode:mcp/install?{}", encoded(&link.to_string()));
        let mut steps = vec![prose("Open the link, or put the entry into a project's file yourself.")];
        steps.extend(self.credential.map(|credential| prose(&format!("It will ask for your {}.", credential.name))));
        Client {
            name: "Visual Studio Code",
            steps,
            link: Some(Link { label: "Add to Visual Studio Code", address }),
            snippets: vec![Snippet { id: "vscode", label: ".vscode/mcp.json", text: pretty(&file) }],
        }
    }

    /// mcp-remote stands between a client that only starts programs and a server like this one.
    fn mcp_remote(&self) -> Client {
        let mut entry = json!({ "command": "npx", "args": ["-y", "mcp-remote", self.url] });
        if let Some(credential) = self.credential {
            // In a variable, since some clients cut arguments at spaces.
            entry["args"] = json!(["-y", "mcp-remote", self.url, "--header", "Authorization:${AUTH_HEADER}"]);
            entry["env"] = json!({ "AUTH_HEADER": format!("Bearer {}", credential.placeholder) });
        }
        let text = pretty(&json!({ "mcpServers": { "intercom": entry } }));
        let step = "For clients that only start programs, such as Claude Desktop's own configuration file. Needs Node.";
        Client {
            name: "Other clients, by mcp-remote",
            steps: self.with_replacement(vec![prose(step)]),
            link: None,
            snippets: vec![Snippet { id: "mcp-remote", label: "Configuration file", text }],
        }
    }

    fn with_replacement(&self, mut steps: Vec<Vec<Piece>>) -> Vec<Vec<Piece>> {
        let replacement = self.credential.map(|Credential { placeholder, name }| {
            prose(&format!("Put your {name} in the place of `{placeholder}`."))
        });
        steps.extend(replacement);
        steps
    }
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
