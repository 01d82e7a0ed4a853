use bytecode::ExceptionEntry;
use recording::{CacheUnits, Instruction, Recording};
use serde_json::{Value, json};

use crate::Options;
use crate::html::is_walkthrough;
use crate::testing::{
    Failing, Plain, Specialized, at, code, file, hostile, pages, point, recording,
};

/// What the page of the only file holds.
fn walk(recording: &Recording) -> Value {
    let pages = pages(recording, Options::default());
    let (_, page) = pages.iter().find(|(name, _)| is_walkthrough(name)).unwrap();
    data_of(page)
}

fn data_of(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

/// A stack from the bottom to the top.
fn stack(data: &Value, code: &Value, number: &Value) -> Option<Vec<String>> {
    let mut at = number.as_u64()? as usize;
    let mut items = Vec::new();
    while at > 0 {
        let text = code["stacks"]["text"][at - 1].as_u64().unwrap() as usize;
        items.insert(0, data["texts"][text].as_str().unwrap().to_owned());
        at = code["stacks"]["below"][at - 1].as_u64().unwrap() as usize;
    }
    Some(items)
}

/// A line for each instruction: offset, form, argument, span, and what becomes of the stack.
fn told(data: &Value, code: &Value) -> String {
    let text = |number: &Value| {
        number.as_u64().map_or(&json!(""), |at| &data["texts"][at as usize]).clone()
    };
    let steps = &code["steps"];
    let around = |when: &str, at: usize| stack(data, code, &steps[when][at]);
    let span = |at: u64| {
        let columns = ["line", "column", "end_line", "end_column"];
        json!(columns.map(|column| &code["spans"][column][at as usize])).to_string()
    };
    let line = |at: usize| {
        let kind = &data["kinds"][steps["kind"][at].as_u64().unwrap() as usize];
        let span = steps["span"][at].as_u64().map(span);
        let [form, argument] = [&kind["form"], &text(&steps["argument"][at])]
            .map(|text| text.as_str().unwrap().to_owned());
        let [before, after] =
            ["before", "after"].map(|when| around(when, at).unwrap_or_default().join(", "));
        let (offset, span) = (&steps["offset"][at], span.unwrap_or_default());
        format!("{offset:>3} {form} {argument} {span} ({before}) → ({after})\n")
    };
    (0..steps["offset"].as_array().unwrap().len()).map(line).collect()
}

#[test]
fn a_page() {
    let data = walk(&recording(vec![point()]));
    insta::assert_snapshot!("method", told(&data, &data["code"][1]));
    assert_eq!(data["page"], "point_py.html");
    assert_eq!(data["start"], 1, "the method, in which there is something to see");
    assert_eq!(data["source"][2], json!(["         x = dx + self.x"]));
    let method = &data["code"][1];
    assert_eq!((&method["first"], &method["last"]), (&json!(2), &json!(4)));
    assert_eq!(method["starts"], json!({ "at": [0, 1, 6], "line": [2, 3, 4] }));
}

#[test]
fn stacks_are_source() {
    let data = walk(&recording(vec![point()]));
    let method = &data["code"][1];
    let of = |when: &str, at: usize| stack(&data, method, &method["steps"][when][at]).unwrap();
    assert_eq!(of("before", 4), ["dx", "self.x"]);
    assert_eq!(of("after", 4), ["dx + self.x"]);
    assert_eq!(of("after", 5), [""; 0]);
    // What begins alike is one.
    assert_eq!(method["steps"]["after"][3], method["steps"]["before"][4]);
}

fn with_arg(arg: u32, instruction: Instruction) -> Instruction {
    Instruction { arg: Some(arg), ..instruction }
}

/// A loop that a handler goes around; offsets as the compiler gives them.
fn looping() -> Recording {
    let mut all = code(
        "f",
        1,
        vec![
            at([1, 9, 1, 10], "LOAD_FAST", "x", Plain),
            at([1, 9, 1, 10], "GET_ITER", "", Plain),
            with_arg(2, at([1, 4, 1, 10], "FOR_ITER_LIST/FOR_ITER", "to 12", Specialized)),
            at([1, 4, 1, 5], "STORE_FAST", "i", Plain),
            with_arg(4, at([1, 0, 1, 10], "JUMP_BACKWARD", "to 4", Plain)),
            at([1, 0, 1, 10], "END_FOR", "", Plain),
            at([1, 0, 1, 10], "RETURN_CONST", "None", Plain),
        ],
    );
    for (instruction, offset) in all.instructions.iter_mut().zip([0, 2, 4, 8, 10, 12, 14]) {
        instruction.offset = offset;
    }
    all.handlers = [ExceptionEntry { start: 0, end: 4, target: 12, depth: 0, lasti: false }].into();
    all.caches = CacheUnits([7].into());
    let file =
        recording::File { code: vec![all], ..file("f.py", "for i in x: pass\n", Vec::new()) };
    recording(vec![file])
}

#[test]
fn jumps_lead_to_rows() {
    let data = walk(&looping());
    let f = &data["code"][0];
    assert_eq!(f["targets"], json!({ "at": [2, 4], "target": [5, 2] }));
    assert_eq!(f["labels"], json!({ "at": [2, 5], "label": [1, 2] }));
    assert_eq!(f["starts"], json!({ "at": [0], "line": [1] }));
    let handler = json!({ "text": ["0 to 2 -> 12 [0]"], "start": [0], "end": [4], "target": [5] });
    assert_eq!(f["handlers"], handler);
}

#[test]
fn caches_have_names_and_values() {
    let data = walk(&looping());
    assert_eq!(data["caches"], json!([{ "name": ["counter"], "units": [1] }]));
    assert_eq!(data["code"][0]["cached"], json!({ "at": [2], "cache": [0], "values": [["7"]] }));
}

#[test]
fn functions_of_one_name_have_addresses_of_their_own() {
    let twins =
        ["f", "f", "g"].map(|name| code(name, 1, vec![at([1, 0, 1, 1], "CALL", "0", Failing)]));
    let file = recording::File { code: twins.into(), ..file("f.py", "f\n", Vec::new()) };
    let pages = pages(&recording(vec![file]), Options::default());
    let data = data_of(&pages[1].1);
    let known = |at: usize| [&data["code"]["id"][at], &data["code"]["name"][at]];
    let ids = [0, 1, 2].map(|at| known(at).into_iter().find(|id| id.is_string()).unwrap());
    assert_eq!(ids, ["f", "f~2", "g"]);
    let data = data_of(&pages[2].1);
    assert_eq!([0, 1, 2].map(|at| &data["code"][at]["id"]), ["f", "f~2", "g"]);
}

#[test]
fn damaged_code_has_no_stacks() {
    let lost = file("f.py", "f\n", vec![at([1, 0, 1, 1], "POP_TOP", "", Plain)]);
    let data = walk(&recording(vec![lost]));
    let steps = &data["code"][0]["steps"];
    assert_eq!((&steps["offset"], steps.get("before")), (&json!([0]), None));
}

#[test]
fn what_is_not_understood_has_no_walkthrough() {
    let mut recording = recording(vec![point()]);
    recording.engine.python = "4.0.0".into();
    let pages = pages(&recording, Options::default());
    assert!(!pages.iter().any(|(name, page)| name.contains("walk") || page.contains(".walk.")));
}

#[test]
fn nothing_acts() {
    for (name, page) in pages(&hostile(), Options::default()) {
        let Some((_, data)) = page.split_once("id=\"data\">").filter(|_| name.contains("walk"))
        else {
            continue;
        };
        let data = data.split_once("</script>").unwrap().0;
        assert!(!data.contains(['<', '>', '&']), "{name}");
        let text = data_of(&page).to_string();
        let acts = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.contains(acts) && !text.contains(['\u{2028}', '\u{2066}']), "{name}");
        assert_eq!(data_of(&page)["source"][1][0], " \t日本 = '");
    }
}
