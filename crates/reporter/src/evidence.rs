//! What is known of an instruction, in words.

use recording::{Branches, Evidence, Executions};

use crate::summary::grouped;
use crate::visible::Visible;

/// `for Point`, `5 failed attempts in 100 executions`, `3 misses since it was specialized`, `jumped 3 of the
/// last 16 times`; `None` where there is nothing to say. That it never missed goes without saying.
pub(crate) fn in_words(evidence: &Evidence) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(guard) = &evidence.guard {
        parts.push(format!("for {}", Visible(guard)));
    }
    let executions = evidence.executions.map(|Executions { count, exact }| {
        let at_least = if exact { "" } else { "at least " };
        format!("{at_least}{}", counted(count, "execution"))
    });
    match (evidence.failures, executions) {
        (Some(failures), Some(executions)) => {
            parts.push(format!("{} in {executions}", counted(failures.into(), "failed attempt")));
        }
        (Some(failures), None) => parts.push(counted(failures.into(), "failed attempt")),
        (None, Some(executions)) => parts.push(executions),
        (None, None) => {}
    }
    if let Some(misses) = evidence.misses.filter(|misses| *misses > 0) {
        parts.push(format!("{} since it was specialized", counted(misses.into(), "miss")));
    }
    if let Some(Branches { taken, of }) = evidence.branch {
        parts.push(format!("jumped {taken} of the last {}", counted(of.into(), "time")));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

pub(crate) fn counted(number: u64, noun: &str) -> String {
    let ending = match noun {
        _ if number == 1 => "",
        "miss" => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", grouped(usize::try_from(number).unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_there_is_to_say() {
        let say = |evidence: Evidence| in_words(&evidence);
        let executions = |count, exact| Some(Executions { count, exact });
        assert_eq!(say(Evidence { misses: Some(0), ..Evidence::default() }), None);
        let failing = Evidence { failures: Some(5), ..Evidence::default() };
        assert_eq!(
            say(Evidence { executions: executions(1200, true), ..failing.clone() }).as_deref(),
            Some("5 failed attempts in 1,200 executions")
        );
        assert_eq!(
            say(Evidence { executions: executions(4095, false), ..Evidence::default() }).as_deref(),
            Some("at least 4,095 executions")
        );
        let guard = Some("Point".into());
        assert_eq!(say(Evidence { guard, ..Evidence::default() }).as_deref(), Some("for Point"));
        let branch = Some(Branches { taken: 1, of: 1 });
        assert_eq!(
            say(Evidence { misses: Some(1), branch, ..Evidence::default() }).as_deref(),
            Some("1 miss since it was specialized, jumped 1 of the last 1 time")
        );
    }
}
