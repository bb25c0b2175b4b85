//! What a conversation is about in particular: its order number, amount, product, dates, names;
//! and the filling of templates with them.

use super::{brand::Brand, html, random::Random, texts::Language};
use crate::simulator::model::{Company, Contact};

/// The same throughout a conversation, so that its parts speak of one thing.
pub(super) struct Facts<'a> {
    pub(super) brand: &'static Brand,
    pub(super) language: Language,
    pub(super) contact: &'a Contact,
    pub(super) company: Option<&'a Company>,
    /// Name of the agent.
    pub(super) admin: &'a str,
    pub(super) order: u64,
    pub(super) invoice: u64,
    pub(super) cents: u64,
    count: u64,
    pub(super) product: &'static str,
    pub(super) device: &'static str,
    plan: &'static str,
    error: &'static str,
    /// Days since 1970.
    past: i64,
    future: i64,
}

const ERRORS: [&str; 7] = [
    "Error 500",
    "Session expired",
    "Something went wrong (E-4012)",
    "Request timed out",
    "Not allowed",
    "Unknown device",
    "NullReferenceException",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl<'a> Facts<'a> {
    pub(super) fn new(
        brand: &'static Brand,
        language: Language,
        contact: &'a Contact,
        company: Option<&'a Company>,
        admin: &'a str,
        created_at: i64,
        mut random: Random,
    ) -> Self {
        let day = created_at.div_euclid(86_400);
        Self {
            brand,
            language,
            contact,
            company,
            admin,
            order: 100_000 + random.below(900_000),
            invoice: 1_000 + random.below(9_000),
            cents: 900 + 50 * random.skewed(0, 2_000) as u64,
            count: 2 + random.below(38),
            product: random.pick(brand.products),
            device: random.pick(brand.devices),
            plan: random.pick(brand.plans),
            error: random.pick(&ERRORS),
            past: day - random.range(1, 12),
            future: day + random.range(1, 15),
        }
    }

    /// Appends `template` to `out` as HTML, its names in braces replaced.
    pub(super) fn fill(&self, out: &mut String, template: &str) {
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            self.value(out, name);
            rest = after;
        }
        out.push_str(rest);
    }

    fn value(&self, out: &mut String, name: &str) {
        match name {
            "order" => {
                out.push_str(self.brand.order_prefix);
                push_number(out, self.order);
            }
            "invoice" => {
                out.push_str("INV-");
                push_number(out, self.invoice);
            }
            "amount" => self.amount(out, self.cents),
            "count" => push_number(out, self.count),
            "product" => html::escape(out, self.product),
            "device" => html::escape(out, self.device),
            "plan" => out.push_str(self.plan),
            "error" => out.push_str(self.error),
            "day" => self.date(out, self.past),
            "later" => self.date(out, self.future),
            "first" => html::escape(out, self.first_name()),
            "name" => html::escape(out, self.contact.name.as_deref().unwrap_or("Customer")),
            "admin" => html::escape(out, first_word(self.admin)),
            "company" => html::escape(out, self.company.map_or("our company", |company| company.name.as_str())),
            "slug" => out.push_str(self.company.map_or("office", |company| company.company_id.as_str())),
            "city" => html::escape(out, self.contact.location.as_ref().map_or("downtown", |place| place.city.as_str())),
            "brand" => out.push_str(self.brand.name),
            "domain" => out.push_str(self.brand.domain),
            unknown => out.push_str(unknown),
        }
    }

    /// The contact's first name, or what one writes for want of it.
    pub(super) fn first_name(&self) -> &str {
        match (&self.contact.name, self.language) {
            (Some(name), Language::Chinese | Language::Japanese) => name,
            (Some(name), _) => first_word(name),
            (None, Language::English) => "there",
            (None, _) => "👋",
        }
    }

    /// An amount of money as the workspace's country writes it.
    pub(super) fn amount(&self, out: &mut String, cents: u64) {
        let (whole, part) = (cents / 100, cents % 100);
        let text = match self.brand.region {
            "EU" if self.language != Language::English => format!("{whole},{part:02} €"),
            _ => format!("{}{whole}.{part:02}", self.brand.currency),
        };
        out.push_str(&text);
    }

    fn date(&self, out: &mut String, days: i64) {
        let (year, month, day) = civil(days);
        let text = match (self.language, self.brand.region) {
            (Language::English, "US") => format!("{} {day}", MONTHS[month - 1]),
            (Language::English, _) => format!("{day} {}", MONTHS[month - 1]),
            (Language::German | Language::Ukrainian, _) => format!("{day:02}.{month:02}.{year}"),
            (Language::Chinese | Language::Japanese, _) => format!("{month}月{day}日"),
            _ => format!("{day:02}/{month:02}/{year}"),
        };
        out.push_str(&text);
    }
}

fn push_number(out: &mut String, number: u64) {
    out.push_str(&number.to_string());
}

pub(super) fn first_word(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

/// Year, month and day of a day since 1970 (Howard Hinnant's `civil_from_days`).
pub(super) fn civil(days: i64) -> (i64, usize, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month as usize, day)
}
