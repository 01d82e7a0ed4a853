//! Several recordings and several runs.

use super::*;

#[test]
fn several_recordings_are_taken_together() {
    let source = SOURCE.replace("    for v", "    # specialist: hot\n    for v");
    let cold = at(&source, "v * k", "BINARY_OP", State::Cold, Evidence::default());
    let idle = || checked(&source, of_mean(vec![cold.clone()]));
    let busy = || checked(&source, of_mean(vec![failing(&source, "v * k")]));
    let joined = |mut first: Report, second: Report| {
        first.add(second).unwrap();
        found(&first)
    };
    assert_eq!(joined(idle(), idle()), ["SPC001 4:5"]);
    assert_eq!(joined(idle(), busy()), ["SPC101 5:18"]);
    assert_eq!(joined(busy(), idle()), ["SPC101 5:18"]);
    assert_eq!(joined(busy(), busy()), ["SPC101 5:18"]);
    let other = checked(SOURCE, of_mean(vec![failing(SOURCE, "v * k")]));
    assert!(busy().add(other).unwrap_err().to_string().starts_with("a.py differs between two"));
}

#[test]
fn what_runs_do_not_agree_about_does_not_count() {
    let run = |also: Option<&str>| {
        let sites = ["v * k"].into_iter().chain(also);
        checked(SOURCE, of_mean(sites.map(|text| failing(SOURCE, text)).collect()))
    };
    let mut first = run(Some("total += v"));
    first.agree(&[run(None), run(None)]);
    assert_eq!(found(&first), ["SPC101 4:18"]);
    assert_eq!(first.doubts, ["a.py:4:9: SPC101 was found in 1 of 3 runs, and does not count"]);
    let mut first = run(None);
    first.agree(&[run(Some("total += v")), run(Some("total += v"))]);
    assert_eq!(found(&first), ["SPC101 4:18"]);
    assert_eq!(first.doubts, ["a.py:4:9: SPC101 was found in 2 of 3 runs, and does not count"]);
    let mut alone = run(None);
    alone.agree(&[]);
    assert_eq!((found(&alone).len(), alone.doubts.len()), (1, 0));
}
