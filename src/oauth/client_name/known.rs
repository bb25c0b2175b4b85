//! Clients and companies that people know by name, and the hosts where their answers may go.

/// A name that people know.
pub(super) struct Known {
    pub(super) name: &'static str,
    /// Hosts where its answers go, each by itself and nothing below it: none where strangers receive answers, such as
    /// the webhooks, callbacks for everybody's automations and tenants of some, who therefore have none here.
    hosts: &'static [&'static str],
    /// Whether there is a program of that name on people's computers.
    pub(super) is_program: bool,
    /// Whether it is a word of the language as well, which other names may have in them.
    pub(super) is_ordinary_word: bool,
    /// Words beside which it is its maker's nevertheless, as its products are called.
    pub(super) products: &'static [&'static str],
}

const ANTHROPIC: &[&str] =
    &["claude.ai", "claude.com", "platform.claude.com", "console.anthropic.com", "www.anthropic.com", "anthropic.com"];
const OPENAI: &[&str] = &["chatgpt.com", "platform.openai.com", "auth.openai.com", "openai.com"];
const GITHUB: &[&str] = &["github.com"];
const MICROSOFT: &[&str] =
    &["vscode.dev", "insiders.vscode.dev", "copilot.microsoft.com", "m365.cloud.microsoft", "github.com"];
const GOOGLE: &[&str] = &["gemini.google.com", "gemini.google", "aistudio.google.com", "antigravity.google"];
const MISTRAL: &[&str] = &["callback.mistral.ai", "chat.mistral.ai", "console.mistral.ai", "mistral.ai"];
const INTERCOM: &[&str] =
    &["app.intercom.com", "app.eu.intercom.com", "app.au.intercom.com", "www.intercom.com", "fin.ai"];
const JETBRAINS: &[&str] = &["www.jetbrains.com", "account.jetbrains.com"];
const AMAZON: &[&str] = &["kiro.dev", "app.kiro.dev"];
const CODEIUM: &[&str] = &["windsurf.com", "codeium.com"];

/// In the order in which a name is compared with them; of several that it is like, the first is named.
pub(super) const KNOWN: &[Known] = &[
    program("Claude", ANTHROPIC),
    program("Anthropic", ANTHROPIC),
    site("ChatGPT", OPENAI),
    program("OpenAI", OPENAI),
    program("Codex", OPENAI),
    program("Cursor", &["www.cursor.com", "cursor.com"]),
    program("VS Code", MICROSOFT),
    program("Visual Studio", MICROSOFT),
    program("Copilot", MICROSOFT),
    program("GitHub", GITHUB),
    program("Microsoft", MICROSOFT),
    program("Gemini", GOOGLE),
    program("Antigravity", GOOGLE),
    program("Google", GOOGLE),
    program("Perplexity", &["www.perplexity.ai", "perplexity.ai"]),
    site("Grok", &["grok.com", "x.ai"]),
    site("xAI", &["grok.com", "x.ai"]),
    program("Windsurf", CODEIUM),
    program("Codeium", CODEIUM),
    program("Le Chat", MISTRAL).which_is_a_word(&["enterprise", "mistral", "teams", "sync"]),
    program("Mistral", MISTRAL),
    program("MCP Inspector", &[]),
    program("Zed", &["zed.dev"]).which_is_a_word(&["industries", "sync"]),
    program("Goose", &["block.xyz"]).which_is_a_word(&["block"]),
    program("LibreChat", &["librechat.ai"]),
    program("Open WebUI", &["openwebui.com"]),
    program("AnythingLLM", &["anythingllm.com"]),
    program("Cherry Studio", &["cherry-ai.com"]),
    program("Witsy", &["witsyai.com"]),
    program("Raycast", &["www.raycast.com", "raycast.com"]),
    program("Cline", &["app.cline.bot", "cline.bot"]),
    program("Roo Code", &["app.roocode.com", "roocode.com"]),
    program("Kilo Code", &["app.kilocode.ai", "kilocode.ai"]),
    program("Continue", &["hub.continue.dev", "continue.dev"]).which_is_a_word(&["dev", "hub"]),
    program("Kiro", AMAZON),
    program("JetBrains", JETBRAINS),
    program("IntelliJ", JETBRAINS),
    program("Junie", JETBRAINS),
    program("Postman", &["www.postman.com"]),
    program("Warp", &["app.warp.dev", "warp.dev"]).which_is_a_word(&["drive", "sync", "shell"]),
    program("Amp", &["ampcode.com", "sourcegraph.com"]).which_is_a_word(&["sourcegraph"]),
    program("Smithery", &["smithery.ai"]),
    program("Glama", &["glama.ai"]),
    site("Zapier", &[]),
    site("n8n", &[]),
    site("Make", &[]).which_is_a_word(&["automation", "automations", "scenario", "scenarios"]),
    program("Intercom", INTERCOM),
    site("Fin", INTERCOM).which_is_a_word(&[
        "ask",
        "chat",
        "copilot",
        "customer",
        "desk",
        "email",
        "help",
        "inbox",
        "insights",
        "messenger",
        "operator",
        "sales",
        "service",
        "support",
        "tasks",
        "voice",
        "2",
        "3",
        "4",
    ]),
    program("Apple", &["appleid.apple.com"]),
    program("Amazon", AMAZON),
    program("AWS", AMAZON),
    program("Slack", &["slack.com"]),
    program("Notion", &["www.notion.so", "www.notion.com"]).which_is_a_word(&[
        "calendar",
        "docs",
        "mail",
        "notes",
        "sites",
        "sync",
        "workspace",
    ]),
    program("Linear", &["linear.app"])
        .which_is_a_word(&["issue", "issues", "projects", "sync", "tickets", "tracker", "triage"]),
    site("Salesforce", &[]),
    site("HubSpot", &["app.hubspot.com"]),
    site("Zendesk", &[]),
    site("Atlassian", &["auth.atlassian.com"]),
    site("GPT", OPENAI),
    site("DeepSeek", &["chat.deepseek.com"]),
    site("Qwen", &["chat.qwen.ai"]),
    site("Llama", &[]),
    site("Hugging Face", &[]),
    site("Cohere", &["dashboard.cohere.com"]),
    site("Manus", &["manus.im"]),
    site("Jira", &[]),
    site("Gmail", &[]),
    site("Outlook", &[]).which_is_a_word(&[
        "365", "add-in", "calendar", "email", "exchange", "inbox", "mac", "mail", "office", "sync", "teams", "windows",
    ]),
    site("Stripe", &[]).which_is_a_word(&[
        "atlas",
        "billing",
        "checkout",
        "connect",
        "dashboard",
        "invoices",
        "pay",
        "payments",
        "radar",
    ]),
    site("Shopify", &[]),
    program("Figma", &[]),
    site("Discord", &[]).which_is_a_word(&["developer", "nitro", "server", "webhook"]),
    site("Okta", &[]),
    site("Dropbox", &[]),
    site("WhatsApp", &[]),
    site("Telegram", &[]),
    site("Facebook", &[]),
    site("Instagram", &[]),
    site("YouTube", &[]),
    site("Meta", &[]).which_is_a_word(&["ads", "business", "messenger", "platforms", "quest", "suite", "workplace"]),
    site("NVIDIA", &[]),
    site("Cloudflare", &["playground.ai.cloudflare.com", "dash.cloudflare.com"]),
];

const fn program(name: &'static str, hosts: &'static [&'static str]) -> Known {
    Known { name, hosts, is_program: true, is_ordinary_word: false, products: &[] }
}

const fn site(name: &'static str, hosts: &'static [&'static str]) -> Known {
    Known { name, hosts, is_program: false, is_ordinary_word: false, products: &[] }
}

impl Known {
    const fn which_is_a_word(self, products: &'static [&'static str]) -> Self {
        Self { is_ordinary_word: true, products, ..self }
    }

    /// Whether its name is made of words, which may by chance be others': `open ai…` is no OpenAI.
    pub(super) fn is_of_words(&self) -> bool {
        self.name.chars().skip(1).any(|character| character.is_uppercase() || character == ' ')
    }

    /// Whether a digit is among its letters.
    pub(super) fn has_digit(&self) -> bool {
        self.name.contains(|character: char| character.is_ascii_digit())
    }

    /// Whether it has no vowel, so that no word of the language begins or ends with it.
    pub(super) fn has_no_vowel(&self) -> bool {
        !self.name.contains(|character: char| "aeiouyAEIOUY".contains(character))
    }

    /// Whether its answers go to a host.
    pub(super) fn answers_at(&self, host: &str) -> bool {
        self.hosts.contains(&host)
    }

    /// Whether an app's scheme, read as a domain, is of one of its hosts or below it.
    pub(super) fn has_app(&self, domain: &str) -> bool {
        self.hosts.iter().any(|own| domain.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    }
}
