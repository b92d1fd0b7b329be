//! The queue: order, leases, runs, questions about origins.

use std::collections::HashSet;

use backfile_archive::{
    Archive, Claim, FetchPlan, Job, JobKind, NewEntry, OpenOptions, QueueState,
};
use backfile_article::Timestamp;

use crate::help::{HOUR, Home, NOW, home, link, plain, rich};

fn claim_as(archive: &Archive, owner: &str, most: u32, skip: &[&str], now: i64) -> Vec<Job> {
    let skip: Vec<String> = skip.iter().map(|domain| (*domain).to_owned()).collect();
    let claim = Claim {
        kind: JobKind::Page,
        most,
        skip_domains: &skip,
        owner,
        now: Timestamp(now),
        expires: Timestamp(now + HOUR),
    };
    archive.write(plain(), |writer| writer.claim(&claim)).unwrap()
}

fn claim(home: &Home, most: u32) -> Vec<Job> {
    claim_as(&home.archive, "me", most, &[], NOW.0)
}

fn paths(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.url.rsplit('/').next().unwrap()).collect()
}

fn on(domain: &str, path: &str) -> NewEntry {
    NewEntry { domain: domain.to_owned(), ..link(path) }
}

#[test]
fn the_newest_goes_first_and_what_is_opened_before_all() {
    let home = home();
    let old = NewEntry { saved_at: Timestamp(NOW.0 - HOUR), ..link("old") };
    home.add_all(&[link("first"), link("second"), old]);
    let newest = NewEntry { saved_at: Timestamp(NOW.0 + HOUR), ..link("newest") };
    home.add(&newest);
    let old = home.read(|reader| reader.by_key("example.org/old")).unwrap().unwrap().id;
    assert!(home.write(plain(), |writer| writer.to_front(old)).unwrap());
    assert_eq!(paths(&claim(&home, 3)), ["old", "newest", "first"]);
    assert_eq!(paths(&claim(&home, 3)), ["second"]);
    assert!(claim(&home, 3).is_empty());
}

#[test]
fn a_busy_domain_is_passed_over() {
    let home = home();
    home.add_all(&[on("a.org", "a1"), on("a.org", "a2"), on("b.org", "b1")]);
    assert_eq!(paths(&claim_as(&home.archive, "me", 1, &["a.org"], NOW.0)), ["b1"]);
    assert!(claim_as(&home.archive, "me", 1, &["a.org"], NOW.0).is_empty());
    assert_eq!(paths(&claim(&home, 5)), ["a1", "a2"]);
}

#[test]
fn no_job_is_claimed_twice_by_two_programs() {
    let home = home();
    let links: Vec<_> = (0..60).map(|number| link(&format!("{number}"))).collect();
    home.add_all(&links);
    let threads: Vec<_> = (0..3)
        .map(|number| {
            let path = home.dir.path().to_owned();
            std::thread::spawn(move || {
                let archive = Archive::open(&path, &OpenOptions::default()).unwrap();
                let owner = format!("program {number}");
                let mut keys = Vec::new();
                loop {
                    let jobs = claim_as(&archive, &owner, 4, &[], NOW.0);
                    if jobs.is_empty() {
                        return keys;
                    }
                    keys.extend(jobs.iter().map(|job| job.key));
                }
            })
        })
        .collect();
    let claimed: Vec<i64> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(claimed.len(), 60);
    assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), 60);
}

#[test]
fn what_a_killed_program_held_is_claimed_when_its_lease_ends() {
    let home = home();
    home.add(&link("a"));
    assert_eq!(claim_as(&home.archive, "killed", 1, &[], NOW.0).len(), 1);
    assert!(claim_as(&home.archive, "next", 1, &[], NOW.0 + HOUR / 2).is_empty());
    let jobs = claim_as(&home.archive, "next", 1, &[], NOW.0 + HOUR);
    assert_eq!((jobs.len(), jobs[0].tries), (1, 2));
    // One that lives renews its lease.
    home.write(plain(), |writer| writer.renew("next", Timestamp(NOW.0 + 9 * HOUR))).unwrap();
    assert!(claim_as(&home.archive, "third", 1, &[], NOW.0 + 3 * HOUR).is_empty());
    // The one that was thought dead cannot give back what is not its own any more.
    home.write(plain(), |writer| writer.release(jobs[0].key, "killed")).unwrap();
    assert!(claim_as(&home.archive, "third", 1, &[], NOW.0 + 3 * HOUR).is_empty());
    home.write(plain(), |writer| writer.release_all("next")).unwrap();
    assert_eq!(claim_as(&home.archive, "third", 1, &[], NOW.0 + 3 * HOUR)[0].tries, 2);
}

#[test]
fn a_job_that_is_put_off_waits_its_time() {
    let home = home();
    home.add(&link("a"));
    let job = claim(&home, 1).remove(0);
    home.write(plain(), |writer| writer.postpone(job.key, Timestamp(NOW.0 + HOUR))).unwrap();
    assert!(claim(&home, 1).is_empty());
    let state = home.read(|reader| reader.queue()).unwrap();
    assert_eq!((state.waiting, state.next_at), (1, Some(Timestamp(NOW.0 + HOUR))));
    assert_eq!(claim_as(&home.archive, "me", 1, &[], NOW.0 + HOUR)[0].tries, 2);
}

#[test]
fn a_run_counts_what_is_done_until_nothing_waits() {
    let home = home();
    let state = || home.read(|reader| reader.queue()).unwrap();
    assert_eq!(state(), QueueState::default());
    home.add_all(&[link("a"), link("b"), link("c")]);
    assert_eq!((state().total, state().done), (3, 0));
    for job in claim(&home, 2) {
        assert!(home.write(plain(), |writer| writer.finish_job(job.key)).unwrap());
        assert!(!home.write(plain(), |writer| writer.finish_job(job.key)).unwrap());
    }
    home.add(&link("d"));
    assert_eq!((state().total, state().done, state().waiting), (4, 2, 2));
    for job in claim(&home, 2) {
        home.write(plain(), |writer| writer.finish_job(job.key)).unwrap();
    }
    assert_eq!((state().total, state().done), (0, 0));
    home.add(&link("e"));
    assert_eq!((state().total, state().done), (1, 0));
}

#[test]
fn pictures_have_a_queue_of_their_own() {
    let home = home();
    let (id, _) = home.article("a", &rich());
    let claim = Claim {
        kind: JobKind::Pictures,
        most: 5,
        skip_domains: &[],
        owner: "me",
        now: NOW,
        expires: Timestamp(NOW.0 + HOUR),
    };
    assert_eq!(home.read(|reader| reader.queue()).unwrap().pictures, 1);
    let jobs = home.write(plain(), |writer| writer.claim(&claim)).unwrap();
    assert_eq!((jobs.len(), jobs[0].article, jobs[0].kind), (1, id, JobKind::Pictures));
    home.write(plain(), |writer| writer.finish_job(jobs[0].key)).unwrap();
    assert!(!home.entry(id).pictures_queued);
}

#[test]
fn entries_wait_for_an_answer_about_a_private_origin() {
    let origin = "http://192.168.0.9:80";
    for allowed in [true, false] {
        let home = home();
        let ids = [home.add(&link("a")), home.add(&link("b"))];
        for job in claim(&home, 2) {
            home.write(plain(), |writer| writer.ask(job.key, origin)).unwrap();
        }
        let questions = home.read(|reader| reader.asking()).unwrap();
        assert_eq!((questions.len(), questions[0].origin.as_str()), (1, origin));
        assert_eq!(questions[0].ids, ids);
        let state = home.read(|reader| reader.queue()).unwrap();
        assert_eq!((state.total, state.waiting, state.asking), (0, 0, 2));
        assert!(claim(&home, 2).is_empty());
        assert_eq!(home.read(|reader| reader.origin(origin)).unwrap(), None);
        let answered = home.write(plain(), |writer| writer.answer_origin(origin, allowed)).unwrap();
        assert_eq!(answered, ids);
        assert_eq!(home.read(|reader| reader.origin(origin)).unwrap(), Some(allowed));
        assert_eq!(home.read(|reader| reader.origins()).unwrap().len(), 1);
        let jobs = claim(&home, 2);
        assert_eq!(jobs.len(), if allowed { 2 } else { 0 });
        assert!(jobs.iter().all(|job| job.tries == 1));
    }
}

#[test]
fn what_a_link_was_given_with_stays_with_its_job() {
    let home = home();
    let plan = FetchPlan { priority: 3, text_only: true, allow_private: true };
    let id = home.add(&NewEntry { fetch: Some(plan), ..link("a") });
    let again = FetchPlan { priority: 5, ..FetchPlan::default() };
    home.write(plain(), |writer| writer.enqueue(id, JobKind::Page, "example.org", again)).unwrap();
    let job = claim(&home, 1).remove(0);
    assert!(!job.text_only && job.allow_private);
    assert_eq!(home.read(|reader| reader.tries(id)).unwrap(), Some(1));
    let unwanted = home.add(&NewEntry { fetch: None, ..link("b") });
    assert_eq!(home.read(|reader| reader.tries(unwanted)).unwrap(), None);
}
