//! Every implementation, held to the contract.

use std::sync::Arc;

use intercom_mcp::{config::StoreUrl, store::Sqlite};

use super::{Directory, Peers, clock, contract::contract_tests, open};

mod sqlite_in_memory {
    use super::*;

    async fn peers() -> Peers {
        let clock = clock();
        let store = Arc::new(Sqlite::open(&StoreUrl::Memory, clock.clone()).unwrap());
        Peers { one: store.clone(), other: store, clock, _directory: None }
    }

    contract_tests!(peers);
}

mod sqlite_in_a_file {
    use super::*;

    async fn peers() -> Peers {
        let (clock, directory) = (clock(), Directory::new());
        let store = open(&directory, &clock);
        Peers { one: store.clone(), other: store, clock, _directory: Some(directory) }
    }

    contract_tests!(peers);
}

mod sqlite_in_a_file_opened_twice {
    use super::*;

    async fn peers() -> Peers {
        let (clock, directory) = (clock(), Directory::new());
        let (one, other) = (open(&directory, &clock), open(&directory, &clock));
        Peers { one, other, clock, _directory: Some(directory) }
    }

    contract_tests!(peers);
}
