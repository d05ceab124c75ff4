//! From numbers by type to experts: who sits on the panels, so that the experts of one type have the same chance and no
//! employer sends too many.
//!
//! The mixture is a time line: each part of it lasts as long as its share. Every type hands out its seats along the line
//! to one expert after another, each for the same time in all (as McNaughton's rule fills machines, Management Science
//! 6:1-12, 1959), picking next somebody whose employer has no seat taken in that time. What still collides is mended by
//! exchanges: two experts of one type change places for the same length of time, which leaves all chances as they are.
//! Where no exchange helps, the employers in question are named, to be watched as types of their own.

use super::super::instance::Instance;
use super::fair::Weighted;
use super::span::Share;
use super::types::Types;
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::{BigRational, Ratio};
use num_traits::{One, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// Panels of experts with weights over a denominator, or the employers that stand in the way.
pub(super) enum Realised {
    Panels { panels: Vec<Weighted>, denominator: BigUint },
    Employers(BTreeSet<u32>),
}

/// A stretch of time: from, and until.
type Span = (BigUint, BigUint);

/// A seat of one type taken by one expert for a stretch of time.
struct Piece {
    span: Span,
    position: usize,
}

/// Seats the experts.
pub(super) fn realise(instance: &Instance, types: &Types, chances: &[BigRational], mixture: &[Share]) -> Realised {
    let line = Line::new(chances, mixture);
    let mut diary = Diary::new(instance);
    let mut pieces: Vec<Piece> = Vec::new();
    // Types with few experts have the least choice and choose first.
    let mut order: Vec<usize> = (0..types.len()).collect();
    order.sort_by_key(|of| (types.size(*of), *of));
    for of in order {
        line.hand_out(types, of, &mut diary, &mut pieces);
    }
    let mut segments = segments(&line, pieces);
    let stuck = Exchange { instance, types }.mend(&mut segments);
    if !stuck.is_empty() {
        return Realised::Employers(stuck);
    }
    let mut weights: BTreeMap<Vec<usize>, BigUint> = BTreeMap::new();
    for (mut panel, length) in segments {
        panel.sort_unstable();
        *weights.entry(panel).or_default() += length;
    }
    let common = weights.values().fold(line.whole.clone(), |common, weight| common.gcd(weight));
    let panels = weights.into_iter().map(|(panel, weight)| Weighted { panel, weight: weight / &common }).collect();
    Realised::Panels { panels, denominator: line.whole / common }
}

/// The time line.
struct Line<'a> {
    mixture: &'a [Share],
    /// When each part begins; and the end.
    starts: Vec<BigUint>,
    whole: BigUint,
}

impl<'a> Line<'a> {
    fn new(chances: &[BigRational], mixture: &'a [Share]) -> Self {
        // Each part's time has to be a whole number, and so has each expert's.
        let denominators = mixture.iter().map(|(_, share)| share.denom()).chain(chances.iter().map(Ratio::denom));
        let common = denominators.fold(BigInt::one(), |common, denominator| common.lcm(denominator));
        let mut starts = vec![BigUint::zero()];
        for (_, share) in mixture {
            let length = (share.numer() * (&common / share.denom())).to_biguint().expect("shares are positive");
            starts.push(starts.last().expect("it has a beginning") + length);
        }
        Self { mixture, whole: starts.last().expect("it has an end").clone(), starts }
    }

    /// The parts in which a type has seats.
    fn stretches(&self, of: usize) -> Vec<(usize, Span)> {
        let some = self.mixture.iter().enumerate().filter(|(_, (counts, _))| counts[of] > 0);
        some.map(|(part, (counts, _))| (counts[of], (self.starts[part].clone(), self.starts[part + 1].clone())))
            .collect()
    }

    fn hand_out(&self, types: &Types, of: usize, diary: &mut Diary, pieces: &mut Vec<Piece>) {
        let stretches = self.stretches(of);
        let total: BigUint = stretches.iter().map(|(seats, (from, until))| (until - from) * *seats).sum();
        if total.is_zero() {
            return;
        }
        let each = total / types.size(of);
        let given = if stretches.iter().all(|(seats, _)| *seats == 1) {
            one_after_another(stretches, &types.members[of], &each, diary)
        } else {
            side_by_side(&stretches, &types.members[of], &each, diary)
        };
        for (position, spans) in given {
            diary.enter(position, &spans);
            pieces.extend(spans.into_iter().map(|span| Piece { span, position }));
        }
    }
}

/// Gives single seats to one expert after another, each for the same time.
fn one_after_another(
    stretches: Vec<(usize, Span)>,
    members: &[usize],
    each: &BigUint,
    diary: &Diary,
) -> Vec<(usize, Vec<Span>)> {
    let mut seats = stretches.into_iter().map(|(_, span)| span);
    let mut rest: Option<Span> = None;
    let mut waiting: Vec<usize> = members.to_vec();
    let mut given = Vec::new();
    while !waiting.is_empty() {
        let mut time = each.clone();
        let mut spans: Vec<Span> = Vec::new();
        while !time.is_zero() {
            let (from, until) = rest.take().or_else(|| seats.next()).expect("the seats are as long as all shares");
            let length = &until - &from;
            if length > time {
                let middle = &from + &time;
                rest = Some((middle.clone(), until));
                spans.push((from, middle));
                break;
            }
            time -= length;
            spans.push((from, until));
        }
        let free = waiting.iter().position(|position| diary.is_free(*position, &spans)).unwrap_or(0);
        given.push((waiting.remove(free), spans));
    }
    given
}

/// Gives several seats at once: in each stretch some experts sit all of it, as long as everybody can still get the same
/// time in what is left; otherwise those with most left share it.
fn side_by_side(
    stretches: &[(usize, Span)],
    members: &[usize],
    each: &BigUint,
    diary: &Diary,
) -> Vec<(usize, Vec<Span>)> {
    let mut left: Vec<BigUint> = vec![each.clone(); members.len()];
    let mut given: Vec<(usize, Vec<Span>)> = members.iter().map(|position| (*position, Vec::new())).collect();
    let mut capacity = Capacity::new(stretches, members.len());
    for (seats, span) in stretches {
        let length = &span.1 - &span.0;
        capacity.pass(*seats, &length);
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by(|a, b| left[*b].cmp(&left[*a]).then(a.cmp(b)));
        let mut free = order.clone();
        free.sort_by_key(|at| !diary.is_free(members[*at], std::slice::from_ref(span)));
        let times = [free, order]
            .iter()
            .map(|order| fill(order, &left, *seats, &length))
            .find(|times| capacity.suffices(&left, times))
            .unwrap_or_else(|| level(&left, *seats, &length));
        let mut from = BigUint::zero();
        for (at, time) in times.iter().enumerate() {
            left[at] -= time;
            // Seats stand end to end, so who reaches over the end of one goes on at the beginning of the next; nobody
            // sits longer than a stretch, so not on two at once.
            let until = &from + time;
            let mut piece = |a: &BigUint, b: &BigUint| {
                if a < b {
                    given[at].1.push((&span.0 + a, &span.0 + b));
                }
            };
            if until > length {
                piece(&from, &length);
                from = until - &length;
                piece(&BigUint::zero(), &from);
            } else {
                piece(&from, &until);
                from = until;
            }
        }
    }
    given
}

/// How much time any h experts can sit in the stretches that are left, for each h.
struct Capacity(Vec<BigUint>);

impl Capacity {
    fn new(stretches: &[(usize, Span)], members: usize) -> Self {
        let mut capacity = Self(vec![BigUint::zero(); members + 1]);
        for (seats, (from, until)) in stretches {
            for (h, sum) in capacity.0.iter_mut().enumerate() {
                *sum += (until - from) * (*seats).min(h);
            }
        }
        capacity
    }

    fn pass(&mut self, seats: usize, length: &BigUint) {
        for (h, sum) in self.0.iter_mut().enumerate() {
            *sum -= length * seats.min(h);
        }
    }

    /// Whether all can get what they still need after these times: the h who need most, for each h (Gale 1957, Ryser
    /// 1957, for lengths instead of ones).
    fn suffices(&self, left: &[BigUint], times: &[BigUint]) -> bool {
        let mut rest: Vec<BigUint> = left.iter().zip(times).map(|(left, time)| left - time).collect();
        rest.sort_unstable_by(|a, b| b.cmp(a));
        let mut sum = BigUint::zero();
        rest.iter().zip(&self.0[1..]).all(|(rest, most)| {
            sum += rest;
            sum <= *most
        })
    }
}

/// Fills seats for a stretch in an order.
fn fill(order: &[usize], left: &[BigUint], seats: usize, length: &BigUint) -> Vec<BigUint> {
    let mut times = vec![BigUint::zero(); left.len()];
    let mut open = length * seats;
    for &at in order {
        let time = left[at].clone().min(length.clone()).min(open.clone());
        open -= &time;
        times[at] = time;
    }
    times
}

/// Fills seats for a stretch so that the most that anybody has left is as little as possible.
fn level(left: &[BigUint], seats: usize, length: &BigUint) -> Vec<BigUint> {
    let total = length * seats;
    let above = |level: &BigUint| -> Vec<BigUint> {
        let time = |left: &BigUint| if left > level { (left - level).min(length.clone()) } else { BigUint::zero() };
        left.iter().map(time).collect()
    };
    // The least level from which at most the total is given: lengths are whole, so halving finds it.
    let (mut low, mut high) = (BigUint::zero(), left.iter().max().cloned().unwrap_or_default());
    while low < high {
        let middle: BigUint = (&low + &high) / 2_u8;
        if above(&middle).iter().sum::<BigUint>() > total { low = middle + 1_u8 } else { high = middle }
    }
    let mut times = above(&low);
    let mut open = total - times.iter().sum::<BigUint>();
    // What rounding left, one by one, to those at the level.
    for (time, left) in times.iter_mut().zip(left) {
        if open.is_zero() {
            break;
        }
        if &*time < length && *left >= low && left > time {
            *time += 1_u8;
            open -= 1_u8;
        }
    }
    times
}

/// Who of each employer sits when.
struct Diary<'a> {
    instance: &'a Instance,
    limit: usize,
    taken: BTreeMap<u32, Vec<Span>>,
}

impl<'a> Diary<'a> {
    fn new(instance: &'a Instance) -> Self {
        let limit = instance.employer_max.map_or(usize::MAX, usize::from);
        Self { instance, limit, taken: BTreeMap::new() }
    }

    fn employer(&self, position: usize) -> Option<u32> {
        self.instance.employer_max.and(self.instance.experts[position].employer)
    }

    /// Whether fewer stretches than the limit touch these; more careful than need be when the limit is above 1.
    fn is_free(&self, position: usize, spans: &[Span]) -> bool {
        let Some(taken) = self.employer(position).and_then(|employer| self.taken.get(&employer)) else { return true };
        let touches = |a: &Span, b: &Span| a.0 < b.1 && b.0 < a.1;
        spans.iter().all(|span| taken.iter().filter(|other| touches(span, other)).count() < self.limit)
    }

    fn enter(&mut self, position: usize, spans: &[Span]) {
        if let Some(employer) = self.employer(position) {
            self.taken.entry(employer).or_default().extend_from_slice(spans);
        }
    }
}

/// A panel, not yet in order, and for how long it sits.
type Segment = (Vec<usize>, BigUint);

/// Cuts the time line wherever somebody sits down or gets up.
fn segments(line: &Line, mut pieces: Vec<Piece>) -> Vec<Segment> {
    pieces.sort_by(|a, b| a.span.0.cmp(&b.span.0).then(a.position.cmp(&b.position)));
    let mut cuts: Vec<&BigUint> = pieces.iter().flat_map(|piece| [&piece.span.0, &piece.span.1]).collect();
    cuts.extend(&line.starts);
    cuts.sort_unstable();
    cuts.dedup();
    let mut result: Vec<Segment> = Vec::new();
    let mut seated: Vec<&Piece> = Vec::new();
    let mut next = pieces.iter().peekable();
    for pair in cuts.windows(2) {
        seated.retain(|piece| piece.span.1 > *pair[0]);
        while let Some(piece) = next.next_if(|piece| piece.span.0 <= *pair[0]) {
            seated.push(piece);
        }
        result.push((seated.iter().map(|piece| piece.position).collect(), pair[1] - pair[0]));
    }
    result
}

/// In which segments each type sits, and where to look next, so that exchanges do not all take from the same few.
struct Places {
    of: Vec<Vec<usize>>,
    next: Vec<usize>,
}

impl Places {
    fn new(types: &Types, segments: &[Segment]) -> Self {
        let mut places = Self { of: vec![Vec::new(); types.len()], next: vec![0; types.len()] };
        for (at, (panel, _)) in segments.iter().enumerate() {
            places.add(types, panel, at);
        }
        places
    }

    fn add(&mut self, types: &Types, panel: &[usize], at: usize) {
        for position in panel {
            let of = &mut self.of[types.of[*position]];
            if of.last() != Some(&at) {
                of.push(at);
            }
        }
    }
}

/// So many employers in the way are named at once: each makes types of its own, and most of the others are then not in
/// the way any more.
const ENOUGH: usize = 12;

/// Mends collisions: an employer with too many seats, or one expert on two seats at once.
struct Exchange<'a> {
    instance: &'a Instance,
    types: &'a Types,
}

impl Exchange<'_> {
    /// Exchanges until nothing collides; where no exchange helps, the employers of the types concerned.
    fn mend(&self, segments: &mut Vec<Segment>) -> BTreeSet<u32> {
        let mut at = 0;
        let mut stuck = BTreeSet::new();
        let mut places = Places::new(self.types, segments);
        // Every exchange makes one segment better and none worse, and splits at most two.
        let mut left = 10 * segments.len() + 1000;
        while at < segments.len() {
            let collisions = self.collisions(&segments[at].0);
            if collisions.is_empty() {
                at += 1;
                continue;
            }
            left = left.saturating_sub(1);
            let done = left > 0 && collisions.iter().any(|seat| self.exchange(segments, &mut places, at, *seat));
            if !done {
                stuck.extend(self.employers(&segments[at].0, &collisions));
                if stuck.len() >= ENOUGH {
                    break;
                }
                at += 1;
            }
        }
        stuck
    }

    fn employer(&self, position: usize) -> Option<u32> {
        self.instance.employer_max.and(self.instance.experts[position].employer)
    }

    /// Seats of a panel whose experts collide with others.
    fn collisions(&self, panel: &[usize]) -> Vec<usize> {
        let limit = self.instance.employer_max.map_or(usize::MAX, usize::from);
        let collides = |seat: &usize| {
            let position = panel[*seat];
            let twice = panel.iter().filter(|other| **other == position).count() > 1;
            let employer = self.employer(position);
            twice
                || employer.is_some() && panel.iter().filter(|other| self.employer(**other) == employer).count() > limit
        };
        (0..panel.len()).filter(collides).collect()
    }

    /// Whether an expert could sit where another does without colliding with the rest of the panel.
    fn fits(&self, panel: &[usize], seat: usize, position: usize) -> bool {
        let limit = self.instance.employer_max.map_or(usize::MAX, usize::from);
        let employer = self.employer(position);
        let mut colleagues = 0;
        for (other, seated) in panel.iter().enumerate() {
            if other == seat {
                continue;
            }
            if *seated == position {
                return false;
            }
            colleagues += usize::from(employer.is_some() && self.employer(*seated) == employer);
        }
        colleagues < limit
    }

    /// Exchanges the expert on a seat with one of the same type in another segment, if neither collides afterwards.
    fn exchange(&self, segments: &mut Vec<Segment>, places: &mut Places, at: usize, seat: usize) -> bool {
        let position = segments[at].0[seat];
        let of = self.types.of[position];
        let known = places.of[of].len();
        for step in 0..known {
            let other = places.of[of][(places.next[of] + step) % known];
            if other == at {
                continue;
            }
            for chair in 0..segments[other].0.len() {
                let partner = segments[other].0[chair];
                if partner == position
                    || self.types.of[partner] != of
                    || !self.fits(&segments[at].0, seat, partner)
                    || !self.fits(&segments[other].0, chair, position)
                {
                    continue;
                }
                let length = segments[at].1.clone().min(segments[other].1.clone());
                for (which, place, expert) in [(at, seat, partner), (other, chair, position)] {
                    let rest = &segments[which].1 - &length;
                    if !rest.is_zero() {
                        places.add(self.types, &segments[which].0, segments.len());
                        segments.push((segments[which].0.clone(), rest));
                    }
                    segments[which].0[place] = expert;
                    segments[which].1.clone_from(&length);
                }
                places.next[of] = (places.next[of] + step) % known;
                return true;
            }
        }
        false
    }

    fn employers(&self, panel: &[usize], collisions: &[usize]) -> BTreeSet<u32> {
        // All employers of the types that cannot get along: watching one alone would only move the collision.
        let types: BTreeSet<usize> = collisions.iter().map(|seat| self.types.of[panel[*seat]]).collect();
        let members = types.into_iter().flat_map(|of| &self.types.members[of]);
        members.filter_map(|position| self.employer(*position)).collect()
    }
}
