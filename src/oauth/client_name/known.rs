//! Clients and companies that people know by name, and where their answers may go.

/// A name that people know.
pub(super) struct Known {
    pub(super) name: &'static str,
    /// Where its answers go, or what its apps are of: registered domains with all below them, or hosts where strangers
    /// have others of the domain.
    sites: &'static [&'static str],
    /// Whether there is a program of that name on people's computers.
    pub(super) is_program: bool,
    /// Whether it is a word of the language as well, which other names may have in them.
    pub(super) is_ordinary_word: bool,
}

const ANTHROPIC: &[&str] = &["claude.ai", "claude.com", "anthropic.com"];
const OPENAI: &[&str] = &["chatgpt.com", "openai.com"];
const GITHUB: &[&str] = &["github.com"];
const MICROSOFT: &[&str] =
    &["vscode.dev", "copilot.microsoft.com", "m365.cloud.microsoft", "login.microsoftonline.com", "github.com"];
const GOOGLE: &[&str] = &[
    "gemini.google.com",
    "gemini.google",
    "aistudio.google.com",
    "vertexaisearch.cloud.google.com",
    "antigravity.google",
];
const MISTRAL: &[&str] = &["mistral.ai"];
const INTERCOM: &[&str] = &["intercom.com", "fin.ai"];
const JETBRAINS: &[&str] = &["www.jetbrains.com", "account.jetbrains.com"];
const AMAZON: &[&str] = &["kiro.dev", "aws.amazon.com", "signin.aws.amazon.com"];
const CODEIUM: &[&str] = &["windsurf.com", "codeium.com"];

/// In the order in which a name is compared with them; of several that it is like, the first is named.
pub(super) const KNOWN: &[Known] = &[
    program("Claude", ANTHROPIC),
    program("Anthropic", ANTHROPIC),
    site("ChatGPT", OPENAI),
    program("OpenAI", OPENAI),
    program("Codex", OPENAI),
    program("Cursor", &["cursor.com", "cursor.sh"]),
    program("VS Code", MICROSOFT),
    program("Visual Studio", MICROSOFT),
    program("Copilot", MICROSOFT),
    program("GitHub", GITHUB),
    program("Microsoft", MICROSOFT),
    program("Gemini", GOOGLE),
    program("Antigravity", GOOGLE),
    program("Google", GOOGLE),
    program("Perplexity", &["perplexity.ai"]),
    site("Grok", &["grok.com", "x.ai"]),
    site("xAI", &["grok.com", "x.ai"]),
    program("Windsurf", CODEIUM),
    program("Codeium", CODEIUM),
    program("Le Chat", MISTRAL).which_is_a_word(),
    program("Mistral", MISTRAL),
    program("MCP Inspector", &[]),
    program("Zed", &["zed.dev"]).which_is_a_word(),
    program("Goose", &["block.xyz"]).which_is_a_word(),
    program("LibreChat", &["librechat.ai"]),
    program("Open WebUI", &["openwebui.com"]),
    program("AnythingLLM", &["anythingllm.com"]),
    program("Cherry Studio", &["cherry-ai.com"]),
    program("Witsy", &["witsyai.com"]),
    program("Raycast", &["raycast.com"]),
    program("Cline", &["cline.bot"]),
    program("Roo Code", &["roocode.com"]),
    program("Kilo Code", &["kilocode.ai"]),
    program("Continue", &["continue.dev"]).which_is_a_word(),
    program("Kiro", AMAZON),
    program("JetBrains", JETBRAINS),
    program("IntelliJ", JETBRAINS),
    program("Junie", JETBRAINS),
    program("Postman", &["postman.com", "postman.co"]),
    program("Warp", &["warp.dev"]).which_is_a_word(),
    program("Amp", &["ampcode.com", "sourcegraph.com"]).which_is_a_word(),
    program("Smithery", &["smithery.ai"]),
    program("Glama", &["glama.ai"]),
    site("Zapier", &["zapier.com"]),
    site("n8n", &["oauth.n8n.cloud"]),
    site("Make", &["www.make.com", "www.integromat.com"]).which_is_a_word(),
    program("Intercom", INTERCOM),
    site("Fin", INTERCOM).which_is_a_word(),
    program("Apple", &["appleid.apple.com"]),
    program("Amazon", AMAZON),
    program("AWS", AMAZON),
    program("Slack", &["slack.com"]),
    program("Notion", &["www.notion.so", "www.notion.com"]).which_is_a_word(),
    program("Linear", &["linear.app"]).which_is_a_word(),
    site("Salesforce", &["login.salesforce.com"]),
    site("HubSpot", &["app.hubspot.com"]),
    site("Zendesk", &["www.zendesk.com"]),
    site("Atlassian", &["auth.atlassian.com"]),
    site("Cloudflare", &["playground.ai.cloudflare.com", "dash.cloudflare.com"]),
];

const fn program(name: &'static str, sites: &'static [&'static str]) -> Known {
    Known { name, sites, is_program: true, is_ordinary_word: false }
}

const fn site(name: &'static str, sites: &'static [&'static str]) -> Known {
    Known { name, sites, is_program: false, is_ordinary_word: false }
}

impl Known {
    const fn which_is_a_word(self) -> Self {
        Self { is_ordinary_word: true, ..self }
    }

    /// Whether its name is made of words, which may by chance be others': `open ai…` is no OpenAI.
    pub(super) fn is_of_words(&self) -> bool {
        self.name.chars().skip(1).any(|character| character.is_uppercase() || character == ' ')
    }

    /// Whether a host is of a site of its own.
    pub(super) fn has(&self, host: &str) -> bool {
        self.sites.iter().any(|site| host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    }
}
