//! Chinese, simplified.

use super::{Texts, Topic};

pub(super) static TEXTS: Texts = Texts {
    topics: &[&TOPICS],
    greetings: &["您好，", "{brand} 团队，您好："],
    sign_offs: &["谢谢！", "此致敬礼"],
    asides: &["这已经是本月第二次了。", "我们比较着急。"],
    thanks: &["非常感谢，已经好了！", "太好了 🙏"],
    reminders: &["请问有进展吗？"],
    agent_greetings: &["{first}，您好："],
    agent_asides: &["给您带来不便，非常抱歉。"],
    agent_questions: &["能否发一张截图给我？"],
    agent_closings: &["还有什么可以帮您的吗？"],
    agent_sign_off: "祝好",
    bot_greetings: &["您好 👋 欢迎来到 {brand}。请问有什么可以帮您？"],
    bot_choices: &["账单", "出现故障"],
    fin_openings: &["我找到了以下内容："],
    fin_closings: &["这回答了您的问题吗？"],
    wants_human: &["转人工"],
    outreach: &["您的 {plan} 套餐将于 {later} 续费。如需更改，请直接回复。"],
    good_remarks: &["回复很快！"],
    bad_remarks: &["等太久了。"],
    mail_headers: ["发件人", "发送时间", "收件人", "主题"],
    wrote: "{who} 于 {when} 写道：",
    sent_from_phone: "发自我的 iPhone",
};

static TOPICS: [Topic; 2] = [
    Topic {
        name: "退款",
        weight: 25,
        tag: "Refund",
        subjects: &["订单 {order} 退款"],
        openings: &["订单 {order} 的退款 {amount} 一直没有到账。"],
        details: &["发票号是 {invoice}。"],
        requests: &["请问什么时候能到账？"],
        replies: &["退款 {amount} 已经处理，三到五个工作日到账。"],
        follow_ups: &["已收到，谢谢！", "还没有到账。"],
        notes: &["Refund approved."],
    },
    Topic {
        name: "设备离线",
        weight: 60,
        tag: "Hardware",
        subjects: &["{device} 离线"],
        openings: &["从 {day} 开始 {device} 一直离线，应用里没有数据。"],
        details: &["已经重启过两次。"],
        requests: &["能帮忙看一下日志吗？"],
        replies: &["我们已远程重启设备，请十分钟后再看。"],
        follow_ups: &["恢复正常了。", "还是离线。"],
        notes: &["Remote restart done."],
    },
];
