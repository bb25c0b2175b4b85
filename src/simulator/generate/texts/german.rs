//! German.

use super::{Texts, Topic};

pub(super) static TEXTS: Texts = Texts {
    topics: &[&TOPICS],
    greetings: &["Hallo,", "Guten Tag,", "Sehr geehrte Damen und Herren,", "Liebes {brand}-Team,", "Moin,"],
    sign_offs: &["Mit freundlichen Grüßen", "Viele Grüße", "Beste Grüße", "Danke und Gruß"],
    asides: &[
        "Das ist schon das zweite Mal in diesem Monat.",
        "In der Hilfe habe ich dazu leider nichts gefunden.",
        "Wir nutzen den Tarif {plan} und sind sonst sehr zufrieden.",
        "Meine Kollegin hat dasselbe Problem.",
        "Es eilt ein wenig, da wir am {later} abschließen.",
        "Einen Screenshot habe ich angehängt.",
    ],
    thanks: &[
        "Vielen Dank, jetzt klappt es!",
        "Super, danke für die schnelle Hilfe 🙏",
        "Perfekt, damit ist das erledigt.",
    ],
    reminders: &[
        "Gibt es schon etwas Neues?",
        "Ich wollte noch einmal nachfragen, siehe meine Nachricht vom {day}.",
        "Wir warten noch immer auf eine Antwort.",
    ],
    agent_greetings: &["Hallo {first},", "Guten Tag {name},", "Hallo {first}, danke für Ihre Nachricht."],
    agent_asides: &[
        "Bitte entschuldigen Sie die Umstände.",
        "Ihr Vorgang hat die Nummer {order}.",
        "Unsere Technik arbeitet daran und rechnet bis {later} mit einer Lösung.",
    ],
    agent_questions: &[
        "Könnten Sie mir einen Screenshot schicken?",
        "Welchen Browser verwenden Sie?",
        "Tritt es auch bei Ihren Kollegen auf?",
    ],
    agent_closings: &[
        "Kann ich sonst noch etwas für Sie tun?",
        "Melden Sie sich gern jederzeit wieder.",
        "Ich wünsche Ihnen einen schönen Tag!",
    ],
    agent_sign_off: "Viele Grüße",
    bot_greetings: &[
        "Hallo 👋 Willkommen bei {brand}. Wie können wir helfen?",
        "Danke für Ihre Nachricht! Wir antworten meist innerhalb weniger Stunden.",
    ],
    bot_choices: &["Rechnung", "Etwas funktioniert nicht", "Bestellung", "Mein Konto"],
    fin_openings: &["Dazu habe ich Folgendes gefunden:", "Gern, so geht es:"],
    fin_closings: &["Hat das Ihre Frage beantwortet?", "Oder möchten Sie lieber mit einem Menschen sprechen?"],
    wants_human: &["Bitte mit einem Menschen verbinden", "Nein, das hilft mir nicht weiter."],
    outreach: &[
        "Sie haben {product} noch nicht eingerichtet. Hilft Ihnen ein kurzes Gespräch am {later}?",
        "Ihr Tarif {plan} verlängert sich am {later}. Antworten Sie einfach, wenn Sie etwas ändern möchten.",
        "Die Zahlung von {amount} für die Rechnung {invoice} ist leider fehlgeschlagen.",
    ],
    good_remarks: &["Schnell und freundlich!", "Alles bestens, danke {admin}", "Sofort gelöst"],
    bad_remarks: &["Hat viel zu lange gedauert.", "Das Problem besteht noch immer.", "Der Bot hat nichts verstanden"],
    mail_headers: ["Von", "Gesendet", "An", "Betreff"],
    wrote: "Am {when} schrieb {who}:",
    sent_from_phone: "Von meinem iPhone gesendet",
};

static TOPICS: [Topic; 7] = [
    Topic {
        name: "Rückerstattung",
        weight: 35,
        tag: "Refund",
        subjects: &["Rückerstattung für {order}", "Wo bleibt mein Geld?"],
        openings: &[
            "Für die Bestellung {order} warte ich noch immer auf die Rückerstattung von {amount}.",
            "Bitte erstatten Sie uns die am {day} abgebuchten {amount}.",
            "Die Bestellung {order} habe ich fristgerecht widerrufen.",
        ],
        details: &[
            "Die Rechnungsnummer lautet {invoice}.",
            "Das Paket ist laut Sendungsverfolgung seit dem {day} bei Ihnen.",
        ],
        requests: &["Wann kann ich mit dem Geld rechnen?", "Bitte bestätigen Sie mir das schriftlich."],
        replies: &[
            "Ich habe die Rückerstattung von {amount} soeben veranlasst. Sie ist in drei bis fünf Werktagen auf Ihrem Konto.",
            "Die Gutschrift wurde am {day} ausgeführt, die Referenz ist {order}.",
        ],
        follow_ups: &["Bisher ist nichts eingegangen.", "Das Geld ist heute angekommen, vielen Dank!"],
        notes: &["Erstattung von der Buchhaltung freigegeben."],
    },
    Topic {
        name: "Rechnung",
        weight: 80,
        tag: "Invoice",
        subjects: &["Rechnung {invoice}", "Falsche Rechnungsadresse", "Doppelte Abbuchung"],
        openings: &[
            "Uns wurde die Rechnung {invoice} zweimal abgebucht.",
            "Auf der Rechnung {invoice} fehlt unsere Umsatzsteuer-ID.",
            "Wir benötigen die Rechnungen des letzten Quartals als PDF.",
        ],
        details: &["Unsere neue Anschrift ist Beispielstraße 12.", "Unser Steuerberater braucht das bis {later}."],
        requests: &["Können Sie die Rechnung korrigieren?", "Bitte senden Sie uns eine neue zu."],
        replies: &[
            "Die korrigierte Rechnung ist unterwegs zu Ihnen.",
            "Die zweite Abbuchung war nur eine Vormerkung und verfällt in wenigen Tagen.",
        ],
        follow_ups: &["Die Rechnung ist jetzt richtig.", "Die Vormerkung steht noch immer auf dem Auszug."],
        notes: &["Adresse auch im Zahlungssystem geändert."],
    },
    Topic {
        name: "Anmeldung",
        weight: 90,
        tag: "Login",
        subjects: &["Anmeldung nicht möglich", "Passwort vergessen", "Konto gesperrt"],
        openings: &[
            "Seit heute früh kann ich mich nicht mehr bei {product} anmelden.",
            "Die E-Mail zum Zurücksetzen des Passworts kommt nicht an.",
            "Mein Handy mit den Codes ist weg, und jetzt komme ich nicht mehr ins Konto.",
        ],
        details: &[
            "Es erscheint die Meldung \"{error}\".",
            "Im Spam-Ordner habe ich nachgesehen.",
            "Auf dem Handy geht es.",
        ],
        requests: &["Können Sie mich bitte freischalten?", "Wie komme ich wieder hinein?"],
        replies: &[
            "Ich habe Ihr Konto entsperrt und Ihnen einen neuen Link geschickt.",
            "Ihr Mailserver weist unsere Nachrichten ab; bitte erlauben Sie {domain}.",
        ],
        follow_ups: &["Der Link hat funktioniert.", "Leider immer noch \"{error}\"."],
        notes: &["Identität per Rückruf geprüft."],
    },
    Topic {
        name: "Kündigung",
        weight: 50,
        tag: "Cancellation",
        subjects: &["Kündigung", "Kündigung zum {later}"],
        openings: &[
            "Hiermit kündige ich meinen Vertrag fristgerecht zum nächstmöglichen Termin.",
            "Wir möchten den Tarif {plan} nicht verlängern.",
        ],
        details: &["Wir nutzen {product} kaum noch.", "Der Preis ist uns zu hoch geworden."],
        requests: &["Bitte bestätigen Sie die Kündigung.", "Was geschieht mit unseren Daten?"],
        replies: &[
            "Ihre Kündigung ist vermerkt; Sie können {product} noch bis {later} nutzen.",
            "Wäre eine Pause von drei Monaten eine Möglichkeit für Sie?",
        ],
        follow_ups: &["Nein danke, bitte kündigen.", "Eine Pause klingt gut."],
        notes: &["Kündigungsgrund: Preis."],
    },
    Topic {
        name: "Lieferung",
        weight: 70,
        tag: "Delivery",
        subjects: &["Wo ist {order}?", "Lieferverzug", "Beschädigtes Paket"],
        openings: &[
            "Die Bestellung {order} sollte am {day} ankommen und ist noch nicht da.",
            "Das Gerät ({device}) aus {order} kam beschädigt an.",
            "Die Sendungsverfolgung zu {order} bewegt sich nicht.",
        ],
        details: &["Fotos liegen bei.", "Wir brauchen die Ware vor dem Wochenende."],
        requests: &["Können Sie bitte nachforschen?", "Bekommen wir Ersatz?"],
        replies: &[
            "Der Ersatz verlässt am {later} unser Lager.",
            "Ich habe einen Nachforschungsauftrag gestellt und melde mich.",
        ],
        follow_ups: &["Heute ist alles angekommen.", "Noch immer nichts."],
        notes: &["Dritter Schaden mit diesem Zusteller."],
    },
    Topic {
        name: "Fehler",
        weight: 90,
        tag: "Bug",
        subjects: &["Fehlermeldung in {product}", "Kampagne bleibt hängen", "Export unvollständig"],
        openings: &[
            "Seit dem Update zeigt {product} beim Speichern \"{error}\".",
            "Unsere Kampagne bleibt seit {day} bei {count} % hängen.",
            "Der CSV-Export bricht nach {count}000 Zeilen ab.",
        ],
        details: &["Es passiert in Chrome und in Firefox.", "Die Testnachricht kam an.", "Bis {day} ging alles."],
        requests: &["Ist das ein bekannter Fehler?", "Gibt es eine Zwischenlösung?"],
        replies: &[
            "Ich konnte das nachstellen, unsere Technik ist dran.",
            "Der Fehler ist bekannt und wird am {later} behoben.",
        ],
        follow_ups: &["Jetzt läuft es wieder.", "Nun kommt \"{error}\"."],
        notes: &["Auf Testsystem nachgestellt."],
    },
    Topic {
        name: "Tarife",
        weight: 50,
        tag: "Pricing",
        subjects: &["Frage zum Tarif {plan}", "Angebot für {count} Nutzer"],
        openings: &[
            "Was kostet {product} für {count} Personen?",
            "Worin unterscheiden sich {plan} und der nächste Tarif?",
        ],
        details: &["Wir sind ein gemeinnütziger Verein.", "Jährliche Zahlung ist für uns in Ordnung."],
        requests: &["Könnten Sie uns ein Angebot schicken?", "Gibt es eine Testphase?"],
        replies: &[
            "Für {count} Personen passt der Tarif {plan}, {amount} im Monat.",
            "Ihre Testphase habe ich bis {later} verlängert.",
        ],
        follow_ups: &["Das passt, bitte den Vertrag senden.", "Das übersteigt leider unser Budget."],
        notes: &["An Vertrieb übergeben."],
    },
];
