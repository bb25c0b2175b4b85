//! Japanese.

use super::{Texts, Topic};

pub(super) static TEXTS: Texts = Texts {
    topics: &[&TOPICS],
    greetings: &["お世話になっております。", "こんにちは。"],
    sign_offs: &["よろしくお願いいたします。", "以上、よろしくお願いします。"],
    asides: &["今月で二回目です。", "少し急いでおります。"],
    thanks: &["ありがとうございます。解決しました！", "助かりました 🙏"],
    reminders: &["その後いかがでしょうか。"],
    agent_greetings: &["{name} 様"],
    agent_asides: &["ご不便をおかけして申し訳ございません。"],
    agent_questions: &["画面のスクリーンショットをお送りいただけますか。"],
    agent_closings: &["他にご不明な点はございますか。"],
    agent_sign_off: "よろしくお願いいたします。",
    bot_greetings: &["こんにちは 👋 {brand} へようこそ。どのようなご用件でしょうか。"],
    bot_choices: &["請求について", "不具合について"],
    fin_openings: &["以下の情報が見つかりました。"],
    fin_closings: &["解決しましたでしょうか。"],
    wants_human: &["担当者と話したい"],
    outreach: &["{plan} プランは {later} に更新されます。変更をご希望の場合はご返信ください。"],
    good_remarks: &["迅速な対応でした。"],
    bad_remarks: &["時間がかかりすぎます。"],
    mail_headers: ["差出人", "送信日時", "宛先", "件名"],
    wrote: "{when} {who} のメール:",
    sent_from_phone: "iPhoneから送信",
};

static TOPICS: [Topic; 2] = [
    Topic {
        name: "返金",
        weight: 25,
        tag: "Refund",
        subjects: &["注文 {order} の返金について"],
        openings: &["注文 {order} の返金 {amount} がまだ届いておりません。"],
        details: &["請求書番号は {invoice} です。"],
        requests: &["いつ頃になりますでしょうか。"],
        replies: &["{amount} の返金処理を行いました。三から五営業日で反映されます。"],
        follow_ups: &["確認できました。", "まだ反映されていません。"],
        notes: &["Refund approved."],
    },
    Topic {
        name: "接続できない",
        weight: 60,
        tag: "Hardware",
        subjects: &["{device} が接続できません"],
        openings: &["{day} から {device} がオフラインのままです。"],
        details: &["再起動は二回試しました。"],
        requests: &["ログを確認していただけますか。"],
        replies: &["遠隔で再起動しました。十分ほどお待ちください。"],
        follow_ups: &["復旧しました。", "まだオフラインです。"],
        notes: &["Remote restart done."],
    },
];
