//! Ukrainian.

use super::{Texts, Topic};

pub(super) static TEXTS: Texts = Texts {
    topics: &[&TOPICS],
    greetings: &["Доброго дня!", "Вітаю,", "Шановна команда {brand},"],
    sign_offs: &["З повагою,", "Дякую,"],
    asides: &["Це вже вдруге цього місяця.", "Для нас це терміново."],
    thanks: &["Дуже дякую, тепер працює!", "Чудово, дякую 🙏"],
    reminders: &["Чи є новини?"],
    agent_greetings: &["Доброго дня, {first}!"],
    agent_asides: &["Перепрошуємо за незручності."],
    agent_questions: &["Чи могли б ви надіслати знімок екрана?"],
    agent_closings: &["Чим ще можу допомогти?", "Гарного дня!"],
    agent_sign_off: "З повагою,",
    bot_greetings: &["Вітаємо 👋 Це {brand}. Чим можемо допомогти?"],
    bot_choices: &["Рахунки", "Щось не працює"],
    fin_openings: &["Ось що я знайшов:"],
    fin_closings: &["Чи це відповідь на ваше запитання?"],
    wants_human: &["Поговорити з людиною"],
    outreach: &["Ваш тариф {plan} поновиться {later}. Дайте відповідь, якщо хочете щось змінити."],
    good_remarks: &["Дуже швидко!"],
    bad_remarks: &["Надто довго."],
    mail_headers: ["Від", "Надіслано", "Кому", "Тема"],
    wrote: "{when} {who} пише:",
    sent_from_phone: "Надіслано з мого iPhone",
};

static TOPICS: [Topic; 2] = [
    Topic {
        name: "Повернення коштів",
        weight: 25,
        tag: "Refund",
        subjects: &["Повернення коштів за {order}"],
        openings: &["Досі чекаю на повернення {amount} за замовлення {order}."],
        details: &["Номер рахунку {invoice}."],
        requests: &["Коли надійдуть гроші?"],
        replies: &["Кошти {amount} щойно повернуто."],
        follow_ups: &["Надійшло, дякую!", "Поки нічого."],
        notes: &["Повернення погоджено."],
    },
    Topic {
        name: "Вхід",
        weight: 60,
        tag: "Login",
        subjects: &["Не можу увійти"],
        openings: &["Від ранку не можу увійти до {product}."],
        details: &["З'являється \"{error}\"."],
        requests: &["Розблокуйте, будь ласка, мій обліковий запис."],
        replies: &["Обліковий запис розблоковано, нове посилання надіслано."],
        follow_ups: &["Посилання працює.", "Знову \"{error}\"."],
        notes: &["Особу перевірено."],
    },
];
