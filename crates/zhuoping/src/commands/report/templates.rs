//! The templates: those that come with the program, and an office's own, which take their places or stand beside them.

use super::catalogue::{ENTRIES, Entry, OWN};
use crate::files;
use crate::refusal::Refusal;
use std::path::Path;
use zhuoping_criteria::Bilingual;
use zhuoping_documents::papers::{Template, builtin};
use zhuoping_documents::{Complaint, Complaints};

/// What a template says in the header about itself, and its text.
pub(super) struct Known {
    pub(super) template: Template,
    pub(super) text: String,
    pub(super) entry: &'static Entry,
}

/// Every template by which a paper can be made.
pub(crate) struct Templates(Vec<Known>);

impl Templates {
    /// The built-in ones.
    pub(crate) fn shipped() -> Self {
        let text = |english: &str| {
            let found = builtin().iter().find(|(name, _)| *name == english);
            found.expect("every paper of the catalogue has a template; a test makes them all").1
        };
        let known = |entry: &'static Entry| {
            let text = text(entry.english);
            let template = Template::parse(&format!("{}.md", entry.english), text);
            Known { template: template.expect("a test reads every built-in template"), text: text.to_owned(), entry }
        };
        Self(ENTRIES.iter().map(known).collect())
    }

    /// The same with the `*.md` files of a folder.
    ///
    /// # Errors
    /// What is wrong in any of them.
    pub(super) fn with_own(folder: Option<&Path>) -> Result<Self, Refusal> {
        let mut all = Self::shipped();
        let Some(folder) = folder else { return Ok(all) };
        let mut complaints = Complaints::new();
        let mut seen: Vec<String> = Vec::new();
        for path in files::list(folder, ".md")? {
            let source = files::read(&path)?;
            let text = String::from_utf8(source.bytes).map_err(|_| {
                let message = Bilingual::new("不是 UTF-8 文字", "is not UTF-8 text");
                Refusal::bad(&source.name, message, Bilingual::new("UTF-8", "UTF-8"))
            })?;
            match Template::parse(&source.name, &text) {
                Err(found) => complaints.append(found),
                Ok(template) if seen.iter().any(|known| known == template.english()) => {
                    complaints.push(twice(&source.name, template.english()));
                }
                Ok(template) => {
                    seen.push(template.english().to_owned());
                    all.put(template, text);
                }
            }
        }
        complaints.refuse_if_any()?;
        Ok(all)
    }

    fn put(&mut self, template: Template, text: String) {
        match self.0.iter_mut().find(|known| known.template.english() == template.english()) {
            Some(known) => (known.template, known.text) = (template, text),
            None => self.0.push(Known { template, text, entry: &OWN }),
        }
    }

    /// The template with this English or Chinese name.
    ///
    /// # Errors
    /// When there is none: all that there are.
    pub(super) fn find(&self, name: &str) -> Result<&Known, Refusal> {
        let is_it = |known: &&Known| known.template.english() == name || known.template.name() == name;
        self.0.iter().find(is_it).ok_or_else(|| {
            let known = |known: &Known| format!("{} {}", known.template.english(), known.template.name());
            let all = self.0.iter().map(known).collect::<Vec<_>>().join("、");
            Refusal::bad(name, Bilingual::new("没有这种文书", "is no paper"), Bilingual::new(&all, &all))
        })
    }

    pub(super) fn known(&self) -> &[Known] {
        &self.0
    }

    pub(super) fn all(&self) -> Vec<(&'static Entry, &Template)> {
        self.0.iter().map(|known| (known.entry, &known.template)).collect()
    }
}

fn twice(file: &str, english: &str) -> Complaint {
    let message = Bilingual::new("另一个模板已用这个英文名称", "another template has this English name");
    Complaint::new(file, message, Bilingual::new("每个模板一个名称", "a name for each template")).about(english)
}
