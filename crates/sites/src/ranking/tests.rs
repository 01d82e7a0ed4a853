use recording::State::{Cold, Failing, Specialized};
use recording::{Evidence, Sampling};
use test_support::by_hand::{
    at, because, code, failed, file, forms, knowing, known_through_and_through, recording, sampled,
    scaled,
};

use super::*;

/// A recording of one blank line with these sites.
fn with(sampling: Option<Sampling>, sites: Vec<Instruction>) -> Recording {
    Recording { sampling, ..recording(vec![file("a.py", &" ".repeat(100), sites)]) }
}

/// A failing site at a column, with this many executions and samples.
fn site(column: u32, executions: u64, samples: u32) -> Instruction {
    let place = at([1, column, 1, column + 1], "BINARY_OP", "+", Failing);
    knowing(failed(5, executions, samples), place)
}

/// The columns of the hot ones, and of the others.
fn ranked(recording: &Recording) -> (Vec<u32>, Vec<u32>) {
    let ranking = Ranking::new(recording);
    let columns = |all: &[RankedSite]| all.iter().map(|site| site.span.column).collect();
    let (hot, rest) = ranking.all.split_at(ranking.hot().len());
    (columns(hot), columns(rest))
}

#[test]
fn samples_rank_then_executions_then_place() {
    let sites = vec![site(1, 9, 0), site(2, 50, 7), site(3, 90, 7), site(4, 3, 8), site(5, 50, 7)];
    let recording = with(Some(sampled(100)), sites);
    assert_eq!(ranked(&recording), (vec![4, 3, 2, 5], vec![1]));
    assert_eq!(Ranking::new(&recording).measure, Measure::Samples { of: 200 });
}

#[test]
fn without_samples_executions_tell() {
    let unknown = at([1, 6, 1, 7], "BINARY_OP", "/", Failing);
    let sites = vec![site(1, 10, 0), site(2, 4095, 0), site(3, 39, 0), site(4, 40, 0), unknown];
    let hot = (vec![2, 4, 6], vec![3, 1]);
    assert_eq!(ranked(&with(None, sites.clone())), hot);
    let mut few = sites;
    few.push(site(0, 39, 5));
    let hot = (hot.0, vec![0, 3, 1]);
    assert_eq!(ranked(&with(Some(sampled(99)), few)), hot, "too few samples");
}

#[test]
fn without_either_all_are_hot() {
    let site = |column| at([1, column, 1, 9], "CALL", "1", Failing);
    let recording = with(None, vec![site(3), site(1)]);
    assert_eq!(ranked(&recording), (vec![1, 3], vec![]));
    assert_eq!(Ranking::new(&recording).measure, Measure::Nothing);
}

#[test]
fn unstable_is_what_does_not_stay_specialized() {
    let troubled = |evidence: Evidence, state| {
        let site = at([1, 0, 1, 1], "BINARY_OP_ADD_INT/BINARY_OP", "+", state);
        let recording = with(None, vec![knowing(evidence, site)]);
        Ranking::new(&recording).all.first().map(|site| site.trouble)
    };
    let misses = |misses| Evidence { misses: Some(misses), ..Evidence::default() };
    assert_eq!(troubled(misses(26), Specialized), None);
    assert_eq!(troubled(misses(27), Specialized), Some(Trouble::Unstable));
    let history = |all: &[&str]| Evidence { history: Some(forms(all)), ..Evidence::default() };
    let (base, adaptive) = ("BINARY_OP", "BINARY_OP_ADAPTIVE");
    let (int, float) = ("BINARY_OP_ADD_INT", "BINARY_OP_ADD_FLOAT");
    assert_eq!(troubled(history(&[base, int, base, int]), Specialized), None, "settles");
    let flaps = [adaptive, int, adaptive, float, adaptive, int];
    assert_eq!(troubled(history(&flaps), Specialized), Some(Trouble::Unstable));
    assert_eq!(troubled(history(&flaps), Failing), Some(Trouble::Failing));
    assert_eq!(troubled(because("SPC1", "", Evidence::default()), Cold), Some(Trouble::Unstable));
}

/// Instructions change back and forth when observation of their code begins and ends.
#[test]
fn looking_at_operands_makes_nothing_unstable() {
    let flaps = ["CALL", "CALL_LEN", "CALL", "CALL_LEN", "CALL", "CALL_LEN"];
    let evidence = Evidence { history: Some(forms(&flaps)), ..Evidence::default() };
    let flapping = knowing(evidence, at([1, 2, 1, 9], "CALL_LEN/CALL", "1", Specialized));
    let looked_at = known_through_and_through();
    let columns = |sites| ranked(&with(None, sites)).0;
    assert_eq!(columns(vec![flapping.clone()]), [2]);
    assert_eq!(columns(vec![looked_at, flapping]), [0]);
}

#[test]
fn what_another_instruction_executes_has_no_say() {
    let covered = Instruction { covered_by: Some(0), ..site(2, 1, 1) };
    assert_eq!(ranked(&with(None, vec![site(1, 1, 1), covered])), (vec![1], vec![]));
}

#[test]
fn copies_of_an_expression_are_one() {
    let mut recording = with(Some(sampled(100)), vec![site(1, 10, 2)]);
    let copies = vec![site(1, 90, 5), site(1, 70, 3), at([1, 1, 1, 2], "CALL", "1", Failing)];
    recording.files[0].code.push(code("copy", 1, copies));
    let ranking = Ranking::new(&recording);
    let told: Vec<_> = ranking.all.iter().map(|found| (found.qualname, found.samples)).collect();
    assert_eq!(told, [("copy", 10), ("copy", 0)]);
    assert_eq!(ranking.all[0].instruction.executions(), Some(90), "the hottest speaks");
}

#[test]
fn of_an_attribute_the_name_is_the_place() {
    let recording = scaled();
    let lines = Lines::new(&recording.files[0].source);
    let ranking = Ranking::new(&recording);
    let places = ranking.all.iter().map(|site| &lines.source[site.place(&lines).unwrap()]);
    assert_eq!(
        places.collect::<Vec<_>>(),
        ["self.x * scale", "self.y / 3", "y", "entries", "self.log.entries.append(scale)"]
    );
}
