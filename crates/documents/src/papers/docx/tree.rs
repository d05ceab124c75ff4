//! A part of a document as a tree that can be changed, read and written with quick-xml.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

/// What every part begins with.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";

/// An element with what is in it.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) start: BytesStart<'static>,
    pub(super) children: Vec<Node>,
}

/// What an element may hold.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Element(Element),
    /// Text and references, as they are written.
    Other(Event<'static>),
}

impl Element {
    /// An element without attributes and content.
    pub(super) fn empty(name: &'static str) -> Self {
        Self { start: BytesStart::new(name), children: Vec::new() }
    }

    /// The name with its prefix.
    pub(super) fn name(&self) -> &str {
        self.start.name().into_inner()
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Other(_) => None,
        })
    }

    /// The same, to be changed.
    pub(super) fn elements_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        self.children.iter_mut().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Other(_) => None,
        })
    }

    /// The first element of that name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name() == name)
    }

    /// `change` for this element and all within it, from outside in.
    pub(super) fn walk(&mut self, change: &mut impl FnMut(&mut Self)) {
        change(self);
        self.elements_mut().for_each(|element| element.walk(change));
    }
}

/// A document: an element without a name that holds the root. The XML declaration is not kept.
///
/// # Errors
/// What quick-xml says of a text that is not well-formed.
pub(super) fn read(xml: &str) -> Result<Element, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut outer = Vec::new();
    let mut element = Element::empty("");
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Start(start) => {
                let inner = Element { start: start.into_owned(), children: Vec::new() };
                outer.push(std::mem::replace(&mut element, inner));
            }
            Event::End(_) => {
                // quick-xml has checked that an end has its beginning.
                let parent = outer.pop().unwrap_or_else(|| Element::empty(""));
                let inner = std::mem::replace(&mut element, parent);
                element.children.push(Node::Element(inner));
            }
            Event::Decl(_) => {}
            other => element.children.push(Node::Other(other.into_owned())),
        }
    }
    Ok(element)
}

/// The bytes of a document that [`read`] gave, with a declaration.
pub(super) fn write(document: &Element) -> Vec<u8> {
    let mut writer = Writer::new(DECLARATION.as_bytes().to_vec());
    document.children.iter().try_for_each(|node| write_node(node, &mut writer)).expect("a vector takes all bytes");
    writer.into_inner()
}

fn write_node(node: &Node, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
    match node {
        Node::Other(event) => writer.write_event(event.borrow()),
        Node::Element(element) if element.children.is_empty() => {
            writer.write_event(Event::Empty(element.start.borrow()))
        }
        Node::Element(element) => {
            writer.write_event(Event::Start(element.start.borrow()))?;
            element.children.iter().try_for_each(|child| write_node(child, writer))?;
            writer.write_event(Event::End(element.start.to_end()))
        }
    }
}
