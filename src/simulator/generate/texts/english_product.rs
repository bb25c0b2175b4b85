//! English topics about the software.

use super::Topic;

pub(super) static TOPICS: [Topic; 8] = [
    Topic {
        name: "Bug",
        weight: 75,
        tag: "Bug",
        subjects: &[
            "{product} shows \"{error}\"",
            "Page stays blank",
            "Bug in the report view",
            "App crashes on start",
        ],
        openings: &[
            "Since the last update {product} shows \"{error}\" whenever I save.",
            "The app crashes as soon as I open the map.",
            "The list stays blank in {product}, no matter what I filter.",
            "Numbers in the weekly report do not add up: the total is lower than the sum.",
        ],
        details: &[
            "Steps: open the list, choose all, press save.",
            "It happens in Chrome and Safari, on Windows and Mac.",
            "The console shows a 500 from /api/v{count}/items.",
            "It worked until {day}.",
        ],
        requests: &["Is this a known bug?", "Can you fix it soon?", "Is there a workaround?"],
        replies: &[
            "Thank you for the steps, I could reproduce it. Our engineers are on it.",
            "This is a known bug of the last release; the fix goes live on {later}.",
            "As a workaround, please clear the saved filter first. It is the filter that breaks the page.",
        ],
        follow_ups: &[
            "The workaround helps for now.",
            "Fixed for me after a reload, thanks!",
            "Now I get \"{error}\" instead.",
        ],
        notes: &[
            "Reproduced on staging, engineering issue opened.",
            "Only accounts with more than {count}00 items are affected.",
        ],
    },
    Topic {
        name: "Export",
        weight: 40,
        tag: "Bug",
        subjects: &["Export to CSV fails", "Export misses columns", "Scheduled reports"],
        openings: &[
            "The CSV export stops at {count}000 rows.",
            "Our nightly export has not arrived since {day}.",
            "Exported dates are one day off.",
        ],
        details: &[
            "The file is cut in the middle of a line.",
            "We import it into our own database.",
            "It seems to depend on the time zone.",
        ],
        requests: &["Can you send us the full file?", "Is there an API for that?"],
        replies: &[
            "Large exports are now sent by mail as a link; yours should be there.",
            "The export uses UTC unless you set a time zone under Settings, Reports.",
        ],
        follow_ups: &["Got the file, complete this time.", "The link has expired before I could open it."],
        notes: &["Export worker ran out of memory, restarted."],
    },
    Topic {
        name: "Integration",
        weight: 45,
        tag: "Integration",
        subjects: &["Webhook deliveries fail", "API returns 401", "Connecting {product} to our system"],
        openings: &[
            "Our webhook endpoint gets every event twice since {day}.",
            "The API answers 401 although the key is new.",
            "We would like to connect {product} to our booking system.",
        ],
        details: &[
            "Our endpoint is https://hooks.{slug}.example/in.",
            "The request id is {order}.",
            "The documentation mentions a header that we do not see.",
        ],
        requests: &["What are we doing wrong?", "Could an engineer have a look?", "Is there a sandbox?"],
        replies: &[
            "The key belongs to the sandbox. Please create one in the live account.",
            "We send an event again when your endpoint takes longer than five seconds; that is why you see it twice.",
            "The header is X-Signature. I have asked for the documentation to be fixed.",
        ],
        follow_ups: &["That was it, 200 now.", "We answer in 200 ms, so that cannot be it."],
        notes: &["Retries visible in the delivery log, timeouts on their side."],
    },
    Topic {
        name: "Slow",
        weight: 30,
        tag: "Outage",
        subjects: &["{product} is very slow", "Timeouts since {day}", "Status of the outage"],
        openings: &[
            "{product} takes a minute to load every page today.",
            "Is there an outage? Nothing loads here.",
            "We get timeouts every afternoon.",
        ],
        details: &["The status page is all green.", "Other sites are fast.", "It began at about {count} past."],
        requests: &["When will it be back to normal?", "Can you check our account?"],
        replies: &[
            "We had a partial outage; it is resolved and the report follows on the status page.",
            "One of your dashboards loads two years of data. I have narrowed it and it is fast again.",
        ],
        follow_ups: &["Much better now.", "Slow again."],
        notes: &["Part of incident {order}."],
    },
    Topic {
        name: "Feature request",
        weight: 35,
        tag: "Feature request",
        subjects: &["Idea for {product}", "Feature request: dark mode", "Could you add a filter?"],
        openings: &[
            "It would be great if {product} could remember my filters.",
            "Could you add a dark mode?",
            "We miss a way to bulk edit the {device} names.",
        ],
        details: &[
            "We do this by hand for {count} entries every week.",
            "Your competitor has it.",
            "I asked my colleagues and all of them want it.",
        ],
        requests: &["Is it planned?", "Where can I vote for it?"],
        replies: &[
            "Thanks for the idea! It is on our list, though not for this quarter.",
            "Good news: that is in beta. Shall I switch it on for you?",
        ],
        follow_ups: &["Yes please!", "Too bad, thanks for the honest answer."],
        notes: &["Added to feature board, 14 votes."],
    },
    Topic {
        name: "Setup",
        weight: 40,
        tag: "Onboarding",
        subjects: &["Help with the setup", "Onboarding call", "Pairing {device}"],
        openings: &[
            "We are setting up {product} and are stuck at step {count}.",
            "The {device} cannot be paired with the app.",
            "Could we have an onboarding call this week?",
        ],
        details: &[
            "The wizard says \"{error}\".",
            "Bluetooth and location are on.",
            "We are three people who have never used it.",
        ],
        requests: &["Can somebody walk us through it?", "Is there a video?"],
        replies: &[
            "Please choose a slot on {later}; we go through it together.",
            "Hold the {device} next to the phone and start the wizard again; the first attempt often fails after an update.",
        ],
        follow_ups: &["Paired, great!", "Booked for {later}."],
        notes: &["Onboarding call booked."],
    },
    Topic {
        name: "Notifications",
        weight: 30,
        tag: "Bug",
        subjects: &["Too many e-mails", "No push notifications", "Alerts at night"],
        openings: &[
            "I get the same alert ten times a day.",
            "Push notifications stopped working after the update.",
            "How do I unsubscribe from the weekly mail?",
        ],
        details: &[
            "Phone: a two year old Android.",
            "Alerts are set to \"important only\".",
            "It wakes our caretaker at night.",
        ],
        requests: &["Please switch it off.", "Where is the setting?"],
        replies: &[
            "You find it under Profile, Notifications. I have set quiet hours for you.",
            "Please sign out and in again in the app; that renews the push registration.",
        ],
        follow_ups: &["Quiet at last, thanks.", "Still ten mails today."],
        notes: &["Alert rule was duplicated by import."],
    },
    Topic {
        name: "Praise",
        weight: 12,
        tag: "Good feedback",
        subjects: &["Thank you!", "Great service", "Testimonial"],
        openings: &[
            "I just wanted to say thank you for the help last week.",
            "We love {product}, it saves us {count} hours a week.",
        ],
        details: &["My whole team says hello.", "Feel free to quote me."],
        requests: &["Please pass it on to {admin}.", "Keep it up!"],
        replies: &["That made our day, thank you so much!", "I have shared this with the whole team 🙌"],
        follow_ups: &["You deserve it.", "😊"],
        notes: &["Ask for a case study."],
    },
];
