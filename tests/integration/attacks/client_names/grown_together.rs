//! Known names that are grown together with another word, or stand beside one of their maker's products.

use super::remarks::{SITE, remarks};
use crate::oauth::client::app;

#[tokio::test]
async fn known_name_that_is_grown_together_with_a_word_is_marked() {
    let app = app().await;
    for name in [
        "Slackbot",
        "SlackAI Sync",
        "SlackHQ",
        "SlackConnect",
        "CodexCLI",
        "CodexApp",
        "OpenCodex",
        "AWSConsole",
        "AWSCLI",
        "AppleID Helper",
        "AppleCare Assistant",
        "AppleIntelligence",
        "OktaVerify",
        "GmailSync",
        "GmailApp",
        "Grok4 Heavy",
        "GrokAI Chat",
        "KiroIDE",
        "ClineBot",
        "Qwen3 Coder",
        "QwenChat",
        "Llama3 Chat",
        "ManusAI",
        "JiraCloud",
        "FigmaMake",
        "xAIGrok",
        "JunieAI",
        "GlamaAI",
        "NotionAI",
        "MetaAI",
        "WarpAI",
        "GooseAI",
        "FinAI",
        "FinBot",
        "StripePay",
        "MyJira",
        "АppleCare",
    ] {
        let said = remarks(&app, name, SITE).await;
        assert!(said.iter().any(|said| said.contains("looks like")), "{name}: {said:?}");
    }
}

#[tokio::test]
async fn known_name_that_is_a_word_is_marked_beside_what_its_products_are_called() {
    let app = app().await;
    for name in [
        "Fin Voice",
        "Fin Support Agent",
        "Fin Inbox",
        "Fin Email",
        "Fin Messenger",
        "Ask Fin",
        "Fin 3",
        "Notion Calendar",
        "Notion Mail",
        "Outlook 365",
        "Outlook for Windows",
        "Stripe Dashboard",
        "Stripe Payments",
        "Linear Issues",
        "Meta Business Suite",
        "Discord Bot",
        "Zed Industries",
        "Make Automations",
        "Continue Dev",
        "Le Chat Enterprise",
        "Warp Terminal Sync",
        "Goose by Block",
        "Amp Sourcegraph",
        "FinVoice",
    ] {
        let said = remarks(&app, name, SITE).await;
        assert!(said.iter().any(|said| said.contains("looks like")), "{name}: {said:?}");
    }
}

#[tokio::test]
async fn words_that_only_begin_or_end_like_a_known_name_are_not_marked() {
    let app = app().await;
    for name in [
        "Finland support",
        "Pineapple reports",
        "Metadata export",
        "Appleton helpdesk",
        "Slacker diary",
        "Outlook of the week",
        "Fin whale facts",
        "Make better reports",
        "Linear regression of tickets",
        "Discord between teams",
        "HelpDesk",
        "TicketExport2",
        "MyReports",
    ] {
        assert_eq!(remarks(&app, name, SITE).await, [""; 0], "{name}");
    }
}
