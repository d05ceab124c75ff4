//! What the rule file says of the figures that stand beside the ranking: levels, repetitions, and words.
//!
//! The whole section may be left out; [`Statistics::default`] is what then holds. None of it moves a rank: it fixes how
//! wide intervals are, how many random repetitions they rest on, and from which value on agreement is called good, so
//! that nobody chooses the word after seeing the figure.

use super::fault::RuleProblem as Problem;
use super::reader::{Reader, bilingual, choice, exact, exact_member, prose, prose_member};
use crate::agreement::Confidence;
use crate::exact::Exact;
use zhuoping_criteria::form::{Fields, Node, Shape, pointer};
use zhuoping_criteria::{Bilingual, Points};

/// The levels that may be asked for.
const LEVELS: [(&str, Confidence); 4] = [
    ("0.8", Confidence::EIGHTY),
    ("0.9", Confidence::NINETY),
    ("0.95", Confidence::USUAL),
    ("0.99", Confidence::STRICT),
];

/// Fewest and most repetitions of a simulation.
const REPLICATES: [u32; 2] = [200, 1_000_000];

/// How the figures beside the ranking are computed and worded.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// The level of every interval: of agreement, severity and ranks.
    pub level: Confidence,
    /// How often a simulation is repeated.
    pub replicates: u32,
    /// The text from which all random numbers beside the ranking come.
    pub seed: String,
    /// The standard error of a total, in points, that the decision study asks for.
    pub precision: Exact,
    /// From which agreement on which word.
    pub words: AgreementWords,
}

/// The words for how far a panel agrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementWords {
    /// Where the thresholds come from.
    pub source: String,
    /// The words, best first; each holds from its value on, the last also for anything lower.
    steps: Vec<(Exact, Bilingual)>,
}

impl AgreementWords {
    /// The word for a reliability, 1 at most.
    pub fn word(&self, reliability: f64) -> &Bilingual {
        let reached = self.steps.iter().find(|(from, _)| reliability >= from.to_f64());
        &reached.or(self.steps.last()).expect("at least one word").1
    }

    /// The words, best first, with the value from which each holds.
    pub fn steps(&self) -> &[(Exact, Bilingual)] {
        &self.steps
    }
}

impl Default for AgreementWords {
    /// The bands that Koo and Li propose for intraclass correlations.
    fn default() -> Self {
        let step = |hundredths, zh: &str, en: &str| (Exact::new(hundredths, 100), Bilingual::new(zh, en));
        Self {
            source: "Koo & Li 2016, J. Chiropr. Med. 15(2):155-163".into(),
            steps: vec![
                step(90, "很好", "excellent"),
                step(75, "好", "good"),
                step(50, "中等", "moderate"),
                step(0, "差", "poor"),
            ],
        }
    }
}

impl Default for Statistics {
    /// 95 %, 4 000 repetitions from the text `zhuoping`, a standard error of 10 points, the words of Koo and Li.
    fn default() -> Self {
        Self {
            level: Confidence::USUAL,
            replicates: 4000,
            seed: "zhuoping".into(),
            precision: Exact::new(10, 1),
            words: AgreementWords::default(),
        }
    }
}

/// Reads the section; each member that is not there keeps its default.
pub(super) fn read(reader: &mut Reader, node: &Node<'_>) -> Option<Statistics> {
    let object = reader.object(node, &["level", "replicates", "seed", "precision_points", "agreement"])?;
    let Statistics { level, replicates, seed, precision, words } = Statistics::default();
    let level = object.get("level").map_or(Some(level), |_| choice(reader, &object, "level", &LEVELS));
    let [fewest, most] = REPLICATES;
    let replicates = member(&object, "replicates", replicates, |node| reader.integer(node, fewest, most));
    let seed = member(&object, "seed", seed, |node| prose(reader, node));
    let precision = member(&object, "precision_points", precision, |node| exact(reader, node, false, Points::LIMIT));
    let words = member(&object, "agreement", words, |node| read_words(reader, node));
    Some(Statistics { level: level?, replicates: replicates?, seed: seed?, precision: precision?, words: words? })
}

fn member<T>(object: &Fields<'_>, key: &str, default: T, read: impl FnOnce(&Node<'_>) -> Option<T>) -> Option<T> {
    object.get(key).map_or(Some(default), |node| read(&node))
}

fn read_words(reader: &mut Reader, node: &Node<'_>) -> Option<AgreementWords> {
    let object = reader.object(node, &["source", "words"])?;
    let source = prose_member(reader, &object, "source");
    let list = reader.member(&object, "words", Shape::List)?;
    let nodes = reader.list(&list, false)?;
    let steps: Vec<Option<(Exact, Bilingual)>> = nodes.iter().map(|node| read_word(reader, node)).collect();
    let steps: Vec<(Exact, Bilingual)> = steps.into_iter().collect::<Option<_>>()?;
    for (pair, node) in steps.windows(2).zip(&nodes[1..]) {
        if pair[1].0 >= pair[0].0 {
            let above = pair[0].0.clone();
            reader.note(pointer(&node.path, "from"), node.value.get("from"), Problem::NotFalling { above });
        }
    }
    Some(AgreementWords { source: source?, steps })
}

fn read_word(reader: &mut Reader, node: &Node<'_>) -> Option<(Exact, Bilingual)> {
    let object = reader.object(node, &["from", "word"])?;
    let from = exact_member(reader, &object, "from", true, 1);
    let word = bilingual(reader, &object, "word");
    Some((from?, word?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_holds_from_its_value_on_and_the_last_for_all_below() {
        let words = AgreementWords::default();
        let found: Vec<&str> =
            [1.0, 0.9, 0.8999, 0.75, 0.5, 0.4999, 0.0, -0.3].map(|x| words.word(x).en.as_str()).into();
        assert_eq!(found, ["excellent", "excellent", "good", "good", "moderate", "poor", "poor", "poor"]);
    }
}
