//! French.

use super::{Texts, Topic};

pub(super) static TEXTS: Texts = Texts {
    topics: &[&TOPICS],
    greetings: &["Bonjour,", "Bonjour à toute l'équipe,", "Madame, Monsieur,", "Salut,"],
    sign_offs: &["Cordialement,", "Bien à vous,", "Merci d'avance,", "Bonne journée,"],
    asides: &[
        "C'est la deuxième fois ce mois-ci.",
        "Je n'ai rien trouvé dans votre centre d'aide.",
        "C'est assez urgent pour nous.",
        "Ma collègue a le même problème.",
    ],
    thanks: &["Merci beaucoup, ça marche !", "Parfait, merci {admin} 🙏", "C'est réglé, merci."],
    reminders: &["Avez-vous des nouvelles ?", "Je me permets de vous relancer suite à mon message du {day}."],
    agent_greetings: &["Bonjour {first},", "Bonjour {first}, merci pour votre message."],
    agent_asides: &["Toutes nos excuses pour la gêne occasionnée.", "Votre dossier porte le numéro {order}."],
    agent_questions: &["Pourriez-vous m'envoyer une capture d'écran ?", "Quel navigateur utilisez-vous ?"],
    agent_closings: &["Puis-je vous aider pour autre chose ?", "Je reste à votre disposition.", "Excellente journée !"],
    agent_sign_off: "Bien cordialement,",
    bot_greetings: &["Bonjour 👋 Bienvenue chez {brand}. Comment pouvons-nous vous aider ?"],
    bot_choices: &["Facturation", "Un problème technique", "Une commande"],
    fin_openings: &["Voici ce que j'ai trouvé :", "Bien sûr, voici comment faire :"],
    fin_closings: &["Ai-je répondu à votre question ?"],
    wants_human: &["Parler à un conseiller", "Non, cela ne répond pas à ma question."],
    outreach: &[
        "Votre offre {plan} se renouvelle le {later}. Répondez simplement à ce message pour la modifier.",
        "Le paiement de {amount} pour la facture {invoice} a échoué.",
    ],
    good_remarks: &["Rapide et sympathique !", "Très bon service"],
    bad_remarks: &["Beaucoup trop long.", "Toujours pas résolu."],
    mail_headers: ["De", "Envoyé", "À", "Objet"],
    wrote: "Le {when}, {who} a écrit :",
    sent_from_phone: "Envoyé de mon iPhone",
};

static TOPICS: [Topic; 5] = [
    Topic {
        name: "Remboursement",
        weight: 40,
        tag: "Refund",
        subjects: &["Remboursement de la commande {order}", "Remboursement toujours pas reçu"],
        openings: &[
            "J'attends toujours le remboursement de {amount} pour la commande {order}.",
            "Merci de rembourser la somme de {amount} prélevée le {day}.",
        ],
        details: &["Le numéro de facture est {invoice}.", "Le colis a été retourné le {day}."],
        requests: &["Quand sera-t-il effectué ?", "Pouvez-vous me le confirmer ?"],
        replies: &[
            "Le remboursement de {amount} vient d'être effectué ; comptez trois à cinq jours ouvrés.",
            "Il a été émis le {day} avec la référence {order}.",
        ],
        follow_ups: &["Je n'ai rien reçu pour le moment.", "Bien reçu, merci !"],
        notes: &["Remboursement validé par la comptabilité."],
    },
    Topic {
        name: "Facture",
        weight: 80,
        tag: "Invoice",
        subjects: &["Facture {invoice}", "Double prélèvement"],
        openings: &[
            "Nous avons été débités deux fois pour la facture {invoice}.",
            "Il manque notre numéro de TVA sur la facture {invoice}.",
        ],
        details: &["Notre comptable en a besoin avant le {later}.", "Notre nouvelle adresse est 12 rue de l'Exemple."],
        requests: &["Pouvez-vous la corriger ?", "Merci de nous en envoyer une nouvelle."],
        replies: &[
            "La facture corrigée vous a été envoyée.",
            "Le second débit n'était qu'une autorisation ; il disparaîtra sous peu.",
        ],
        follow_ups: &["La facture est correcte, merci.", "Le débit est toujours là."],
        notes: &["Adresse modifiée aussi dans le système de paiement."],
    },
    Topic {
        name: "Connexion",
        weight: 90,
        tag: "Login",
        subjects: &["Impossible de me connecter", "Mot de passe oublié"],
        openings: &[
            "Je ne peux plus me connecter à {product} depuis ce matin.",
            "L'e-mail de réinitialisation n'arrive jamais.",
        ],
        details: &["Le message affiché est « {error} ».", "J'ai vérifié les indésirables."],
        requests: &["Pouvez-vous débloquer mon compte ?"],
        replies: &[
            "J'ai débloqué votre compte et envoyé un nouveau lien.",
            "Votre serveur refuse nos messages ; merci d'autoriser {domain}.",
        ],
        follow_ups: &["Le lien fonctionne.", "J'ai toujours « {error} »."],
        notes: &["Identité vérifiée par téléphone."],
    },
    Topic {
        name: "Livraison",
        weight: 80,
        tag: "Delivery",
        subjects: &["Où est la commande {order} ?", "Colis endommagé"],
        openings: &[
            "La commande {order} devait arriver le {day}.",
            "L'appareil ({device}) de la commande {order} est arrivé cassé.",
        ],
        details: &["Les photos sont en pièce jointe.", "Le suivi n'a pas bougé depuis le {day}."],
        requests: &["Pouvez-vous vérifier auprès du transporteur ?"],
        replies: &[
            "Un remplacement part de notre entrepôt le {later}.",
            "J'ai ouvert une enquête auprès du transporteur.",
        ],
        follow_ups: &["Tout est arrivé, merci.", "Toujours rien."],
        notes: &["Litige ouvert avec le transporteur."],
    },
    Topic {
        name: "Bogue",
        weight: 100,
        tag: "Bug",
        subjects: &["Erreur dans {product}", "Campagne bloquée"],
        openings: &[
            "Depuis la mise à jour, {product} affiche « {error} ».",
            "Notre campagne est bloquée à {count} % depuis le {day}.",
        ],
        details: &["Cela arrive avec Chrome et Firefox.", "Le message de test est bien arrivé."],
        requests: &["Est-ce un problème connu ?", "Y a-t-il une solution ?"],
        replies: &["J'ai pu reproduire le problème, nos ingénieurs s'en occupent.", "Ce sera corrigé le {later}."],
        follow_ups: &["Ça remarche, merci !", "Maintenant j'ai « {error} »."],
        notes: &["Reproduit en préproduction."],
    },
];
