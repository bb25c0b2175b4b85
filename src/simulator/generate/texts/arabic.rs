//! Arabic.

use super::{Texts, Topic};

pub(super) static TEXTS: Texts = Texts {
    topics: &[&TOPICS],
    greetings: &["مرحبا،", "السلام عليكم،"],
    sign_offs: &["مع التحية،", "شكرا لكم،"],
    asides: &["هذه هي المرة الثانية هذا الشهر.", "الأمر عاجل بالنسبة لنا."],
    thanks: &["شكرا جزيلا، يعمل الآن!", "ممتاز 🙏"],
    reminders: &["هل من جديد؟"],
    agent_greetings: &["مرحبا {first}،"],
    agent_asides: &["نعتذر عن الإزعاج."],
    agent_questions: &["هل يمكنك إرسال لقطة شاشة؟"],
    agent_closings: &["هل يمكنني مساعدتك في شيء آخر؟"],
    agent_sign_off: "مع التحية،",
    bot_greetings: &["مرحبا 👋 أهلا بك في {brand}. كيف يمكننا مساعدتك؟"],
    bot_choices: &["الفواتير", "مشكلة تقنية"],
    fin_openings: &["إليك ما وجدته:"],
    fin_closings: &["هل أجبت عن سؤالك؟"],
    wants_human: &["أريد التحدث مع شخص"],
    outreach: &["سيتم تجديد خطتك {plan} في {later}."],
    good_remarks: &["خدمة سريعة!"],
    bad_remarks: &["استغرق وقتا طويلا."],
    mail_headers: ["من", "أرسل", "إلى", "الموضوع"],
    wrote: "في {when}، كتب {who}:",
    sent_from_phone: "أرسلت من iPhone الخاص بي",
};

static TOPICS: [Topic; 2] = [
    Topic {
        name: "استرداد",
        weight: 25,
        tag: "Refund",
        subjects: &["استرداد مبلغ الطلب {order}"],
        openings: &["ما زلت أنتظر استرداد {amount} للطلب {order}."],
        details: &["رقم الفاتورة {invoice}."],
        requests: &["متى يصل المبلغ؟"],
        replies: &["تم إصدار المبلغ {amount} الآن."],
        follow_ups: &["وصل المبلغ، شكرا!", "لم يصل شيء بعد."],
        notes: &["Refund approved."],
    },
    Topic {
        name: "تسجيل الدخول",
        weight: 60,
        tag: "Login",
        subjects: &["لا أستطيع تسجيل الدخول"],
        openings: &["منذ الصباح لا أستطيع الدخول إلى {product}."],
        details: &["تظهر الرسالة \"{error}\"."],
        requests: &["هل يمكنكم فتح حسابي؟"],
        replies: &["فتحنا حسابك وأرسلنا رابطا جديدا."],
        follow_ups: &["الرابط يعمل.", "ما زالت تظهر \"{error}\"."],
        notes: &["Identity checked."],
    },
];
