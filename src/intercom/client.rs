//! One method per question that a tool asks; each is a few lines around `send`.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::{
    Error,
    asked::{self, Asked, List},
    body::Body,
    contact::{Contact, FoundContact, Listing, Note},
    conversation::{Conversation, Named},
    identify::Question,
    me::{Access, Identity},
    memory::{Held, Memory},
    names::{self, Kind},
    people,
    rate_limit::{Claim, RateLimit},
    search::{Page, SearchRequest},
    send::{Answer, Caller, MAX_HOPS, Sender},
};
use crate::{
    clock::Clock,
    compute::{Stop, Workers},
    region::Region,
    secret::{Digest, ExposeSecret, SecretString},
    store::Budget,
    text::visible::CallBudget,
};

/// How long a call may be held up by names.
const NAMES_TIME: Duration = Duration::from_secs(15);

/// How to reach Intercom. Made from the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `Intercom-Version`.
    pub api_version: String,
    /// Overrides the hosts of the API; may contain `{region}`.
    pub api_url: Option<String>,
    /// The region, or `None` to find it out.
    pub region: Option<Region>,
    /// From the first byte sent to the last byte read.
    pub timeout: Duration,
}

/// The client of Intercom's API, shared by all principals. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    sender: Sender,
    region: Option<Region>,
    timeout: Duration,
    names: names::Cache,
    people: people::Cache,
    workers: Workers,
    memory: Memory,
    /// Turns a token into the key under which it queues while nobody knows whose it is.
    keys: RandomState,
}

/// On whose behalf a call is made, and until when its answer is of use.
#[derive(Clone)]
pub struct Call {
    /// The caller.
    pub access: Arc<Access>,
    /// When the answer comes too late.
    pub deadline: Timestamp,
    /// Told how long a call is about to wait for the rate limit.
    pub on_wait: Option<Arc<dyn Fn(Duration) + Send + Sync>>,
    /// What it holds of Intercom's answers.
    pub held: Arc<Held>,
    /// How much it may still read that is perhaps invisible.
    pub unseen: CallBudget,
}

impl Client {
    /// A client that keeps its connections; `budget` may be shared with other replicas. Long answers are read on
    /// `workers`.
    ///
    /// # Errors
    /// When the TLS configuration cannot be set up.
    pub fn new(
        settings: Settings,
        clock: Clock,
        workers: Workers,
        budget: Arc<dyn Budget>,
    ) -> Result<Self, reqwest::Error> {
        let rate_limit = RateLimit::new(clock.clone(), budget);
        let shared = Shared {
            sender: Sender::new(&settings, clock.clone(), rate_limit)?,
            region: settings.region,
            timeout: settings.timeout,
            names: names::Cache::new(clock.clone()),
            people: people::Cache::new(clock),
            workers,
            memory: Memory::default(),
            keys: RandomState::new(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// A call on behalf of `access`, until `deadline`, that has asked nothing yet; `on_wait` as in [`Call`].
    pub fn call(
        &self,
        access: Arc<Access>,
        deadline: Timestamp,
        on_wait: Option<Arc<dyn Fn(Duration) + Send + Sync>>,
    ) -> Call {
        let held = self.shared.memory.of_call(access.caller());
        Call { access, deadline, on_wait, held, unseen: CallBudget::default() }
    }

    /// Who a token is, and where: the algorithm of `identify.rs`, within [`Settings::timeout`].
    ///
    /// # Errors
    /// [`Error::DeadToken`] when no region knows it; others as `send` says.
    pub async fn identify(&self, token: &SecretString) -> Result<Identity, Error> {
        self.identify_within(token, &self.queue_key(token)).await
    }

    /// The same of a token whose workspace is known, as calls that count in the budget of `budget_key`.
    ///
    /// # Errors
    /// As [`Client::identify`].
    pub async fn identify_within(&self, token: &SecretString, budget_key: &Digest) -> Result<Identity, Error> {
        let sender = &self.shared.sender;
        let key = self.queue_key(token);
        let deadline = sender.clock.after(self.shared.timeout);
        Question { sender, token, key, budget_key, deadline }.answer(self.shared.region).await
    }

    /// Stands for a token in the queues while nobody knows whose it is.
    fn queue_key(&self, token: &SecretString) -> Digest {
        format!("identify:{:016x}", self.shared.keys.hash_one(token.expose_secret())).into()
    }

    /// `POST /conversations/search`.
    ///
    /// # Errors
    /// As `send` says.
    pub async fn search_conversations(
        &self,
        call: &Call,
        request: &SearchRequest,
    ) -> Result<Page<Conversation>, Error> {
        let body = self.search(call, Asked::Conversations, request).await?;
        self.decode(call, body, Body::page).await
    }

    /// `POST /contacts/search`.
    ///
    /// # Errors
    /// As `send` says.
    pub async fn search_contacts(&self, call: &Call, request: &SearchRequest) -> Result<Page<Contact>, Error> {
        let body = self.search(call, Asked::Contacts, request).await?;
        self.decode(call, body, Body::page).await
    }

    /// `GET /conversations/{id}`.
    ///
    /// # Errors
    /// [`Error::NotFound`]; others as `send` says.
    pub async fn conversation(&self, call: &Call, id: &str) -> Result<Conversation, Error> {
        let body = self.send(call, Asked::Conversation(id), None).await?.found()?;
        self.decode(call, body, Body::object).await
    }

    /// `GET /contacts/{id}`; a merged contact is followed, at most three hops.
    ///
    /// # Errors
    /// [`Error::NotFound`]; others as `send` says.
    pub async fn contact(&self, call: &Call, id: &str) -> Result<FoundContact, Error> {
        let mut answer = self.send(call, Asked::Contact(id), None).await?;
        let merged_from = matches!(answer, Answer::Merged(_)).then(|| id.to_owned());
        for _ in 0..MAX_HOPS {
            let Answer::Merged(into) = &answer else { break };
            answer = self.send(call, Asked::Contact(into), None).await?;
        }
        Ok(FoundContact { contact: self.decode(call, answer.found()?, Body::object).await?, merged_from })
    }

    /// `GET /contacts/{id}/companies`: at most 50.
    ///
    /// # Errors
    /// As `send` says.
    pub async fn contact_companies(&self, call: &Call, id: &str) -> Result<Listing<Named>, Error> {
        self.contact_list(call, id, List::Companies).await
    }

    /// `GET /contacts/{id}/tags`: at most 50.
    ///
    /// # Errors
    /// As `send` says.
    pub async fn contact_tags(&self, call: &Call, id: &str) -> Result<Listing<Named>, Error> {
        self.contact_list(call, id, List::Tags).await
    }

    /// `GET /contacts/{id}/notes`: at most 50.
    ///
    /// # Errors
    /// As `send` says.
    pub async fn contact_notes(&self, call: &Call, id: &str) -> Result<Listing<Note>, Error> {
        self.contact_list(call, id, List::Notes).await
    }

    /// `GET /contacts/{id}/segments`: at most 50.
    ///
    /// # Errors
    /// As `send` says.
    pub async fn contact_segments(&self, call: &Call, id: &str) -> Result<Listing<Named>, Error> {
        self.contact_list(call, id, List::Segments).await
    }

    /// The names of the given ids, as far as the token may see them and Intercom still knows them.
    /// Never an error: what cannot be had is absent.
    pub async fn names(&self, call: &Call, kind: Kind) -> Arc<HashMap<String, String>> {
        let call = self.for_names(call);
        let ask = {
            let (client, call) = (self.clone(), call.clone());
            async move {
                let body = client.send(&call, Asked::Collection(kind), None).await?.found()?;
                let memory = body.memory();
                // They are kept for other calls too, whatever this one has read before.
                let own = Call { unseen: CallBudget::default(), ..call.clone() };
                let named = client.decode(&own, body, Body::all).await?;
                // Of the answer only the names are still there.
                call.held.give_back(memory.saturating_sub(names::memory(&named)));
                Ok(named)
            }
        };
        let names = self.shared.names.get(&call.access.principal, kind, ask);
        tokio::select! {
            names = names => names,
            // Another call asks, with more time left than this one has.
            () = self.shared.sender.clock.sleep_until(call.deadline) => Arc::default(),
        }
    }

    /// How many of a kind there are to name, asked anew: what [`Client::names`] passes over is an error here.
    ///
    /// # Errors
    /// As `send` says.
    pub async fn count_names(&self, call: &Call, kind: Kind) -> Result<usize, Error> {
        let body = self.send(call, Asked::Collection(kind), None).await?.found()?;
        let named: Vec<Named> = self.decode(call, body, Body::all).await?;
        Ok(named.len())
    }

    /// Names and e-mail addresses of contacts by id, from the cache or from searches for those it lacks:
    /// 15 ids each, at most four. Never an error: who cannot be had is absent.
    pub async fn people(&self, call: &Call, ids: &[String]) -> HashMap<String, Person> {
        let call = self.for_names(call);
        let principal = &call.access.principal;
        let (mut found, unknown) = self.shared.people.known(principal, ids);
        let searches = unknown.chunks(people::MAX_IDS).take(people::MAX_SEARCHES);
        let answers = searches.map(|ids| {
            let call = &call;
            async move { (ids, self.search_contacts(call, &people::search(ids)).await.map(people::people)) }
        });
        for (ids, answer) in futures_util::future::join_all(answers).await {
            let mut people = match answer {
                Ok(people) => people,
                Err(Error::MissingPermission { .. } | Error::PlanRestricted { .. }) => HashMap::new(),
                Err(_) => continue,
            };
            for id in ids {
                let person = people.remove(id);
                self.shared.people.remember(principal, id, person.clone());
                found.extend(person.map(|person| (id.clone(), person)));
            }
        }
        found
    }

    /// The way to Intercom, for what is no call of the API.
    pub(super) fn sender(&self) -> &Sender {
        &self.shared.sender
    }

    /// Names are worth a wait, but not the answer that they stand beside.
    fn for_names(&self, call: &Call) -> Call {
        let clock = &self.shared.sender.clock;
        let left = clock.until(call.deadline);
        Call { deadline: clock.after(left.mul_f32(0.75).min(NAMES_TIME)), ..call.clone() }
    }

    async fn search(&self, call: &Call, asked: Asked<'_>, request: &SearchRequest) -> Result<Body, Error> {
        let body = serde_json::to_vec(request).map_err(|_| Error::NotUnderstood {
            reason: "the search request cannot be written as JSON".to_owned(),
            request_id: None,
        })?;
        self.send(call, asked, Some(&body.into())).await?.found()
    }

    async fn contact_list<T>(&self, call: &Call, id: &str, list: List) -> Result<Listing<T>, Error>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let body = self.send(call, Asked::ContactList(id, list), None).await?.found()?;
        self.decode(call, body, Body::listing).await
    }

    async fn decode<T: Send + 'static>(
        &self,
        call: &Call,
        body: Body,
        read: impl FnOnce(&Body, &Stop) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let body = body.within(call.unseen.clone());
        self.shared.workers.run(call.access.caller(), body.size(), move |stop| read(&body, stop)).await
    }

    async fn send(&self, call: &Call, asked: Asked<'_>, body: Option<&Bytes>) -> Result<Answer, Error> {
        if let Asked::Conversation(id) | Asked::Contact(id) | Asked::ContactList(id, _) = asked
            && !asked::is_id(id)
        {
            let message = "this cannot be an id".to_owned();
            return Err(Error::NotFound { what: asked.what(), message, request_id: None });
        }
        let access = &*call.access;
        let claim = Claim {
            principal: access.caller(),
            budget_key: &access.budget_key,
            deadline: call.deadline,
            on_wait: call.on_wait.as_deref().map(|on_wait| on_wait as _),
        };
        let caller = Caller { token: &access.token, region: access.region, claim, held: Some(&call.held) };
        self.shared.sender.send(&caller, asked, body).await
    }
}

/// A contact's name and address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}
