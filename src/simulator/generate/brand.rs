//! The three fictitious companies whose inboxes these are: a bike-sharing platform in New York,
//! a newsletter service in Berlin, a maker of solar monitors in Sydney.

mod au;
mod eu;
mod us;

use super::texts::{Language, Topic};

/// What is particular to a workspace; everything else is drawn.
pub(super) struct Brand {
    pub(super) region: &'static str,
    pub(super) id_code: &'static str,
    pub(super) name: &'static str,
    /// Reserved for examples, as every domain here is.
    pub(super) domain: &'static str,
    pub(super) timezone: &'static str,
    /// The same rules for machines without a timezone database.
    pub(super) posix_timezone: &'static str,
    /// Seconds from UTC midnight to the middle of the working day.
    pub(super) midday: i64,
    pub(super) currency: &'static str,
    pub(super) products: &'static [&'static str],
    pub(super) devices: &'static [&'static str],
    pub(super) plans: &'static [&'static str],
    pub(super) order_prefix: &'static str,
    /// Name, job title.
    pub(super) admins: &'static [(&'static str, &'static str)],
    pub(super) teams: &'static [&'static str],
    pub(super) industries: &'static [&'static str],
    /// First and last words of customers' company names.
    pub(super) company_words: [&'static [&'static str]; 2],
    pub(super) customers: &'static [Customers],
    /// Topics that only this company's customers write about, in English.
    pub(super) topics: &'static [Topic],
    /// Data attributes of contacts: name → `string`, `integer`, `float`, `boolean`, `date`.
    pub(super) attributes: &'static [(&'static str, &'static str)],
    /// Telephone numbers reserved for fiction; the last digits are drawn.
    pub(super) telephone: &'static str,
}

/// Those of a brand's customers who write one language.
pub(super) struct Customers {
    pub(super) language: Language,
    pub(super) weight: u64,
    /// City, region, country, country code, continent code.
    pub(super) places: &'static [[&'static str; 5]],
}

pub(super) static BRANDS: [&Brand; 3] = [&us::BRAND, &eu::BRAND, &au::BRAND];

/// The brand whose workspace is in `region`.
pub(super) fn of_region(region: &str) -> &'static Brand {
    BRANDS.into_iter().find(|brand| brand.region == region).unwrap_or(&us::BRAND)
}

/// Tags of a workspace; topics name those that fit them.
pub(super) const TAGS: [&str; 24] = [
    "Refund",
    "Billing",
    "Invoice",
    "Cancellation",
    "Login",
    "Bug",
    "Delivery",
    "Damaged item",
    "Feature request",
    "Campaigns",
    "Integration",
    "Pricing",
    "Data protection",
    "Hardware",
    "Onboarding",
    "Outage",
    "VIP",
    "Churn risk",
    "Escalated",
    "Waiting on engineering",
    "Good feedback",
    "Bad experience",
    "Translation needed",
    "Spam",
];

/// Segments of a workspace: name, person type.
pub(super) const SEGMENTS: [(&str, &str); 8] = [
    ("All users", "user"),
    ("All leads", "contact"),
    ("Active in the last 30 days", "contact"),
    ("Slipping away", "user"),
    ("New this week", "contact"),
    ("Enterprise accounts", "user"),
    ("No e-mail address", "contact"),
    ("Written in the last 90 days", "contact"),
];
