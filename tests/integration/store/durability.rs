//! What was answered is on disk: processes are killed while they write, and their disk fills up.
//!
//! The writing process is this test binary, started again with a variable that says what to be.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::Arc,
};

use intercom_mcp::{
    clock::Clock,
    config::StoreUrl,
    store::{
        Sqlite,
        records::{Error, Kind, Store},
    },
};

use super::{Directory, later, open, until};

/// Where the database of a writing process is.
const PATH: &str = "INTERCOM_MCP_TEST_DATABASE";
/// Callers in the writing process.
const WRITERS: usize = 6;

/// This test again, as a process of its own.
fn again(test: &str, directory: &Directory, shell: Option<&str>) -> Command {
    let binary = std::env::current_exe().unwrap();
    let mut command = match shell {
        None => Command::new(binary),
        Some(shell) => {
            let mut command = Command::new("sh");
            command.args(["-c", &format!("{shell}; exec \"$0\" \"$@\"")]).arg(binary);
            command
        }
    };
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(PATH, directory.file());
    command
}

fn database_of_the_writing_process() -> Option<Arc<Sqlite>> {
    let path = std::env::var_os(PATH)?;
    Some(Arc::new(Sqlite::open(&StoreUrl::Sqlite(path.into()), Clock::system()).unwrap()))
}

/// What a record of this name holds: long enough to be torn.
fn value(name: &str) -> Vec<u8> {
    format!("{name};").repeat(150).into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_answered_is_lost_when_the_process_is_killed() {
    if let Some(store) = database_of_the_writing_process() {
        return write_until_killed(store).await;
    }
    let (directory, clock) = (Directory::new(), Clock::system());
    let mut told = Told::default();
    for round in 0..25_usize {
        let test = "store::durability::nothing_that_was_answered_is_lost_when_the_process_is_killed";
        let mut child = again(test, &directory, None).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        // Killed after more and more was answered; what is still in the pipe was answered as well.
        for (count, line) in lines.enumerate() {
            told.note(&line.unwrap());
            if count == round * round {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        told.verify(&open(&directory, &clock)).await;
    }
    assert!(told.records.len() > 100, "{}", told.records.len());
}

/// Writes, and tells on stderr what was answered; what is to be taken is told before.
async fn write_until_killed(store: Arc<Sqlite>) {
    let expires = later(&Clock::system());
    let writers = (0..WRITERS).map(|writer| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let counter = format!("counter-{writer}");
            for number in 0_usize.. {
                let name = format!("{}-{writer}-{number}", std::process::id());
                store.put(Kind::AccessToken, &name, value(&name), expires).await.unwrap();
                tell(&format!("put {name}"));
                let read = store.get(Kind::Grant, &counter).await.unwrap();
                let (version, sum) = read.map_or((0, 0), |record| (record.version, counted(&record.value)));
                let next = value(&(sum + 1).to_string());
                assert!(store.replace(Kind::Grant, &counter, version, next, expires).await.unwrap());
                tell(&format!("counted {counter} {}", sum + 1));
                if number % 3 == 0 {
                    tell(&format!("taking {name}"));
                    store.take(Kind::AccessToken, &name).await.unwrap().unwrap();
                    tell(&format!("took {name}"));
                }
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

fn tell(line: &str) {
    writeln!(std::io::stderr().lock(), "{line}").unwrap();
}

/// The number that a counter's value repeats.
fn counted(value: &[u8]) -> usize {
    let text = std::str::from_utf8(value).unwrap();
    let number = text.split(';').next().unwrap();
    assert_eq!(text, format!("{number};").repeat(150), "half a record");
    number.parse().unwrap()
}

/// What the writing processes told.
#[derive(Default)]
struct Told {
    /// Whether a record must be there; `None` while it is being taken.
    records: BTreeMap<String, Option<bool>>,
    counters: BTreeMap<String, usize>,
}

impl Told {
    fn note(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["put", name] => drop(self.records.insert(name.to_owned(), Some(true))),
            ["taking", name] => drop(self.records.insert(name.to_owned(), None)),
            ["took", name] => drop(self.records.insert(name.to_owned(), Some(false))),
            ["counted", counter, sum] => drop(self.counters.insert(counter.to_owned(), sum.parse().unwrap())),
            _ => panic!("the writing process said {line:?}"),
        }
    }

    async fn verify(&mut self, store: &Sqlite) {
        for (name, expected) in &mut self.records {
            let found = store.get(Kind::AccessToken, name).await.unwrap();
            if let Some(record) = &found {
                assert_eq!(record.value, value(name));
            }
            assert_eq!(found.is_some(), *expected.get_or_insert(found.is_some()), "{name}");
        }
        for (counter, told) in &mut self.counters {
            let found = counted(&store.get(Kind::Grant, counter).await.unwrap().unwrap().value);
            // One more may have been written, and not been told any more.
            assert!(found == *told || found == *told + 1, "{counter}: {found}, told {told}");
            *told = found;
        }
    }
}

/// A limit on the size of files fails writes in the middle, as a full disk does.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn disk_that_fills_up_loses_nothing_and_the_process_goes_on() {
    if let Some(store) = database_of_the_writing_process() {
        return write_to_a_full_disk(&store).await;
    }
    let directory = Directory::new();
    let test = "store::durability::disk_that_fills_up_loses_nothing_and_the_process_goes_on";
    let ended = again(test, &directory, Some("trap '' XFSZ")).output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    // By the clock of the process that wrote.
    let store = open(&directory, &Clock::system());
    assert_eq!(store.get(Kind::Grant, "after").await.unwrap().unwrap().value, b"after");
    assert_eq!(store.get(Kind::Grant, "refused").await.unwrap(), None);
}

#[cfg(target_os = "linux")]
async fn write_to_a_full_disk(store: &Sqlite) {
    use rlimit::Resource;

    let expires = later(&Clock::system());
    // The first sweep empties `-wal`; what comes after it does so in a minute only.
    store.put(Kind::Client, "first", vec![1], expires).await.unwrap();
    let log = format!("{}-wal", std::env::var(PATH).unwrap());
    until(|| std::fs::metadata(&log).is_ok_and(|log| log.len() == 0)).await;
    let (_, hard) = Resource::FSIZE.get().unwrap();
    Resource::FSIZE.set(150_000, hard).unwrap();
    let (mut written, mut refused) = (0, None);
    while refused.is_none() && written < 100 {
        match store.put(Kind::Client, &written.to_string(), vec![1; 10_000], expires).await {
            Ok(()) => written += 1,
            Err(error) => refused = Some(error),
        }
    }
    assert!(matches!(refused, Some(Error::Full(_))), "{refused:?}");
    assert!(written > 3, "{written}");
    assert!(matches!(store.put(Kind::Grant, "refused", vec![1; 50_000], expires).await, Err(Error::Full(_))));
    // What is left has room for less than any record needs.
    let mut small = 0;
    while small < 100 && store.put(Kind::Code, &small.to_string(), vec![1], expires).await.is_ok() {
        small += 1;
    }
    assert!(matches!(store.check().await, Err(Error::Full(_))));
    for number in 0..written {
        assert_eq!(store.get(Kind::Client, &number.to_string()).await.unwrap().unwrap().value, vec![1; 10_000]);
    }
    assert_eq!(store.get(Kind::Client, &written.to_string()).await.unwrap(), None);
    Resource::FSIZE.set(hard, hard).unwrap();
    store.check().await.unwrap();
    store.put(Kind::Grant, "after", b"after".to_vec(), expires).await.unwrap();
}
