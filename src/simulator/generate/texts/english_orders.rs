//! English topics about orders and what is delivered.

use super::Topic;

pub(super) static TOPICS: [Topic; 5] = [
    Topic {
        name: "Late delivery",
        weight: 65,
        tag: "Delivery",
        subjects: &["Where is order {order}?", "Delivery of {order} delayed", "Tracking does not move"],
        openings: &[
            "Order {order} was due on {day} and still has not arrived.",
            "The tracking of our order {order} has not moved since {day}.",
            "Only {count} of the boxes of order {order} were delivered.",
            "The carrier claims to have delivered {order}, but nobody here signed for it.",
        ],
        details: &[
            "We need the {device} before our opening.",
            "The carrier's hotline only has a robot.",
            "The delivery address is our warehouse, not the office.",
        ],
        requests: &["Could you ask the carrier?", "Can you send a replacement by express?", "When can we expect it?"],
        replies: &[
            "The parcel is stuck in the sorting center; the carrier now promises delivery by {later}.",
            "I have opened a trace with the carrier and sent a replacement by express today.",
            "The rest of {order} ships from another warehouse and should be with you on {later}.",
        ],
        follow_ups: &[
            "It just arrived, thanks for pushing!",
            "Another day without a delivery.",
            "The replacement arrived, what shall we do with the first parcel?",
        ],
        notes: &["Trace number with the carrier: {order}.", "Address had a typo in the shop system."],
    },
    Topic {
        name: "Damaged item",
        weight: 35,
        tag: "Damaged item",
        subjects: &["{device} arrived damaged", "Wrong item in {order}", "Broken on arrival"],
        openings: &[
            "The {device} from order {order} arrived with a cracked case.",
            "We ordered a {device} but got something else.",
            "The box of {order} was open and parts are missing.",
        ],
        details: &[
            "Photos are attached.",
            "The packaging was fine from the outside.",
            "We unpacked it together with the driver.",
        ],
        requests: &[
            "Can we get a replacement?",
            "How do we send it back?",
            "Please tell us what to do with the broken one.",
        ],
        replies: &[
            "Thank you for the photos. A replacement leaves our warehouse on {later}; keep the broken one, no need to send it back.",
            "I have sent you a return label. As soon as it is scanned, the right item ships.",
        ],
        follow_ups: &["The replacement works, thank you.", "The label cannot be printed, it says \"{error}\"."],
        notes: &["Third damage with this carrier this month.", "Photo shows transport damage, claim filed."],
    },
    Topic {
        name: "Order change",
        weight: 35,
        tag: "Delivery",
        subjects: &["Change of order {order}", "Different delivery address", "Add to order {order}"],
        openings: &[
            "Can I still change order {order}?",
            "Please deliver {order} to our new address.",
            "We need {count} more of the {device} in the same shipment.",
        ],
        details: &["It was placed on {day}.", "We moved last week.", "The purchase order will follow."],
        requests: &["Is that possible?", "What would it cost?", "Please confirm the new delivery date."],
        replies: &[
            "I have changed order {order}; the new confirmation is on its way.",
            "The order is already packed, but I can redirect it once it is in transit.",
        ],
        follow_ups: &["Confirmation received.", "The confirmation still shows the old address."],
        notes: &["Redirected with the carrier, fee waived."],
    },
    Topic {
        name: "Warranty",
        weight: 30,
        tag: "Hardware",
        subjects: &["Warranty for {device}", "{device} stopped working", "Repair of {order}"],
        openings: &[
            "Our {device} stopped working after {count} months.",
            "The {device} no longer turns on.",
            "The battery of the {device} is empty within an hour.",
        ],
        details: &["It was bought with order {order}.", "We reset it as the manual says.", "It is used indoors only."],
        requests: &["Is it under warranty?", "How long does a repair take?"],
        replies: &[
            "It is under warranty until {later}. A replacement is on its way.",
            "Please hold the button for ten seconds; if the light stays red, we replace it.",
        ],
        follow_ups: &["The light stays red.", "After the reset it works again 🎉"],
        notes: &["Serial number is from the batch with the bad capacitor."],
    },
    Topic {
        name: "Question before buying",
        weight: 30,
        tag: "Pricing",
        subjects: &["Does {device} work with {product}?", "Availability of {device}", "Sample order"],
        openings: &["Is the {device} in stock?", "Does the {device} work without {product}?", "Do you ship to {city}?"],
        details: &[
            "We would need {count} pieces.",
            "Our installation is outdoors.",
            "It is for a project at {company}.",
        ],
        requests: &["Could you send the data sheet?", "When could you deliver?"],
        replies: &[
            "It is in stock and ships within two days. The data sheet is attached.",
            "It works with {product} only, from the {plan} plan on.",
        ],
        follow_ups: &["Great, then we order {count}.", "Thanks, that rules it out for us."],
        notes: &["Follow up in two weeks."],
    },
];
