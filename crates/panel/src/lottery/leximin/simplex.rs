//! Linear programs with bounds on everything, by the primal simplex method with an explicit inverse.
//!
//! Maximize `objective · x` over `low <= x <= high` for the columns and the same for the rows' sums. The programs here
//! have few rows (quotas) and many sparse columns (types of experts), so the inverse is small and is kept whole. In
//! [`Exact`](super::number::Exact) numbers the answer is a theorem; in floats it is a hint. One method serves both, from
//! any basis: sums outside their bounds are first brought in by minimizing what they are off by (phase 1), so a program
//! goes on from its last answer after bounds, columns or rows were changed.

use super::number::Number;
use std::cmp::Ordering;

/// A program and where its search stands.
#[derive(Clone, Debug)]
pub(super) struct Simplex<N> {
    rows: usize,
    /// Structural columns first, as they were added; a row's own column is found through `logical`.
    columns: Vec<Column<N>>,
    /// The column that carries each row's sum.
    logical: Vec<usize>,
    /// The column that is basic in each row of the inverse.
    basis: Vec<usize>,
    inverse: Vec<Vec<N>>,
    /// Values of the basic columns.
    values: Vec<N>,
}

#[derive(Clone, Debug)]
struct Column<N> {
    /// Row and coefficient; none zero, in ascending order.
    entries: Vec<(usize, N)>,
    objective: N,
    low: Option<N>,
    high: Option<N>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Basic(usize),
    Low,
    High,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// At the optimum.
    Optimal,
    /// There is no solution; the row multipliers prove it.
    Infeasible,
    /// The objective has no limit.
    Unbounded,
    /// After too many steps: floats can go round in circles.
    Stuck,
}

/// One step of the method: which column moves, which way, and who stops it.
struct Step<N> {
    column: usize,
    up: bool,
    direction: Vec<N>,
}

/// Steps without progress before the smallest index decides, which never goes round in circles.
const STALLED: usize = 60;
/// Most steps of one search in floats, per row and column.
const STEPS_PER_SIZE: usize = 20;

impl<N: Number> Simplex<N> {
    pub(super) fn new() -> Self {
        Self {
            rows: 0,
            columns: Vec::new(),
            logical: Vec::new(),
            basis: Vec::new(),
            inverse: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds a column at its lower bound with its coefficients by row, ascending; gives its number.
    pub(super) fn add_column(&mut self, entries: Vec<(usize, N)>, objective: N, low: N, high: Option<N>) -> usize {
        let entries: Vec<_> = entries.into_iter().filter(|(_, value)| !value.is_zero()).collect();
        let shift = low.negative();
        let column = Column { entries, objective, low: Some(low), high, state: State::Low };
        let direction = self.direction(&column.entries);
        for (value, rate) in self.values.iter_mut().zip(&direction) {
            value.more_product(&shift, rate);
        }
        self.columns.push(column);
        self.columns.len() - 1
    }

    /// Adds a row whose sum is within bounds, with its coefficients by structural column; gives its number.
    pub(super) fn add_row(&mut self, entries: &[(usize, N)], low: Option<N>, high: Option<N>) -> usize {
        let row = self.rows;
        self.rows += 1;
        let mut sum = N::whole(0);
        let mut fresh = vec![N::whole(0); row];
        for (column, coefficient) in entries {
            sum.more_product(coefficient, &self.value(*column));
            if let State::Basic(at) = self.columns[*column].state {
                for (entry, inverse) in fresh.iter_mut().zip(&self.inverse[at]) {
                    entry.more_product(coefficient, inverse);
                }
            }
            self.columns[*column].entries.push((row, coefficient.clone()));
        }
        for old in &mut self.inverse {
            old.push(N::whole(0));
        }
        fresh.push(N::whole(-1));
        self.inverse.push(fresh);
        self.values.push(sum);
        self.basis.push(self.columns.len());
        self.logical.push(self.columns.len());
        self.columns.push(Column {
            entries: vec![(row, N::whole(-1))],
            objective: N::whole(0),
            low,
            high,
            state: State::Basic(row),
        });
        row
    }

    pub(super) fn value(&self, column: usize) -> N {
        let of = &self.columns[column];
        match of.state {
            State::Basic(at) => self.values[at].clone(),
            State::Low => of.low.clone().unwrap_or_else(|| N::whole(0)),
            State::High => of.high.clone().unwrap_or_else(|| N::whole(0)),
        }
    }

    /// The multiplier of every row at the present basis: positive where the upper bound holds the optimum back, negative
    /// where the lower does.
    pub(super) fn multipliers(&self) -> Vec<N> {
        self.prices(&self.basis.iter().map(|column| self.columns[*column].objective.clone()).collect::<Vec<_>>())
    }

    /// After [`Ended::Infeasible`]: multipliers with which the rows contradict the bounds of the columns.
    pub(super) fn contradiction(&self) -> Vec<N> {
        self.prices(&self.phase_one())
    }

    pub(super) fn set_objective(&mut self, column: usize, objective: N) {
        self.columns[column].objective = objective;
    }

    /// Changes a column's bounds; a column that is not basic moves to the one it was at.
    pub(super) fn set_bounds(&mut self, column: usize, low: Option<N>, high: Option<N>) {
        let before = self.value(column);
        let of = &mut self.columns[column];
        of.low = low;
        of.high = high;
        if matches!(of.state, State::Basic(_)) {
            return;
        }
        if of.state == State::High && of.high.is_none() {
            of.state = State::Low;
        } else if of.state == State::Low && of.low.is_none() {
            of.state = State::High;
        }
        let moved = self.value(column).minus(&before);
        self.carry(column, &moved);
    }

    pub(super) fn set_row_bounds(&mut self, row: usize, low: Option<N>, high: Option<N>) {
        self.set_bounds(self.logical[row], low, high);
    }

    /// Replaces the coefficients of a column that is not basic, at its present value.
    pub(super) fn replace(&mut self, column: usize, entries: Vec<(usize, N)>) {
        assert!(!matches!(self.columns[column].state, State::Basic(_)), "a basic column is part of the inverse");
        let value = self.value(column);
        self.carry(column, &value.negative());
        self.columns[column].entries = entries.into_iter().filter(|(_, value)| !value.is_zero()).collect();
        self.carry(column, &value);
    }

    /// Adds a constant to every row's sum without any column having moved.
    pub(super) fn shift(&mut self, entries: &[(usize, N)]) {
        let direction = self.direction(entries);
        for (value, rate) in self.values.iter_mut().zip(&direction) {
            *value = value.minus(rate);
        }
    }

    /// Takes a basic column out of the basis where it stands, and lets the column of a row that holds it there in.
    /// Its lower bound becomes its present value.
    pub(super) fn settle(&mut self, column: usize) {
        let value = self.value(column);
        self.columns[column].low = Some(value.clone());
        let State::Basic(at) = self.columns[column].state else { return };
        let enters = (0..self.rows)
            .find(|row| {
                let of = self.logical[*row];
                !matches!(self.columns[of].state, State::Basic(_)) && !self.inverse[at][*row].is_zero()
            })
            .expect("a basic column is held by the bound of some row that is not basic");
        let enters = self.logical[enters];
        let entering = self.value(enters);
        let direction = self.direction(&self.columns[enters].entries);
        self.pivot(at, enters, &direction);
        self.columns[column].state = State::Low;
        self.values[at] = entering;
    }

    /// Whether a column is basic.
    pub(super) fn is_basic(&self, column: usize) -> bool {
        matches!(self.columns[column].state, State::Basic(_))
    }

    /// Searches on from the present basis.
    pub(super) fn solve(&mut self) -> Ended {
        let mut stalled = 0;
        let most = STEPS_PER_SIZE * (self.rows + self.columns.len()) + 1000;
        for _ in 0..most {
            let phase_one = self.phase_one();
            let off = phase_one.iter().any(|cost| !cost.is_zero());
            let costs = if off {
                phase_one
            } else {
                self.basis.iter().map(|column| self.columns[*column].objective.clone()).collect()
            };
            let prices = self.prices(&costs);
            let Some((column, up)) = self.entering(&prices, off, stalled > STALLED) else {
                return if off { Ended::Infeasible } else { Ended::Optimal };
            };
            let direction = self.direction(&self.columns[column].entries);
            let step = Step { column, up, direction };
            match self.advance(&step, off, stalled > STALLED) {
                None => return Ended::Unbounded,
                Some(true) => stalled = 0,
                Some(false) => stalled += 1,
            }
        }
        Ended::Stuck
    }

    /// For each basic column +1 when it is below its bounds, -1 when above, else 0.
    fn phase_one(&self) -> Vec<N> {
        let off = |(column, value): (&usize, &N)| {
            let of = &self.columns[*column];
            if of.low.as_ref().is_some_and(|low| value.minus(low).sign() == Ordering::Less) {
                N::whole(1)
            } else if of.high.as_ref().is_some_and(|high| value.minus(high).sign() == Ordering::Greater) {
                N::whole(-1)
            } else {
                N::whole(0)
            }
        };
        self.basis.iter().zip(&self.values).map(off).collect()
    }

    fn prices(&self, costs: &[N]) -> Vec<N> {
        let mut prices = vec![N::whole(0); self.rows];
        for (cost, inverse) in costs.iter().zip(&self.inverse) {
            if cost.is_zero() {
                continue;
            }
            for (price, entry) in prices.iter_mut().zip(inverse) {
                if !entry.is_zero() {
                    price.more_product(cost, entry);
                }
            }
        }
        prices
    }

    /// The column that gains most, or the first that gains at all.
    fn entering(&self, prices: &[N], off: bool, first: bool) -> Option<(usize, bool)> {
        let mut best: Option<(usize, bool, N)> = None;
        for (at, column) in self.columns.iter().enumerate() {
            if matches!(column.state, State::Basic(_)) || column.is_fixed() {
                continue;
            }
            let mut gain = if off { N::whole(0) } else { column.objective.clone() };
            for (row, entry) in &column.entries {
                if !prices[*row].is_zero() {
                    gain.less_product(&prices[*row], entry);
                }
            }
            let up = column.state == State::Low;
            let wanted = if up { Ordering::Greater } else { Ordering::Less };
            if gain.sign() != wanted {
                continue;
            }
            let gain = gain.size();
            if best.as_ref().is_none_or(|(_, _, most)| gain.order(most) == Ordering::Greater) {
                best = Some((at, up, gain));
                if first {
                    break;
                }
            }
        }
        best.map(|(at, up, _)| (at, up))
    }

    /// Moves the column until something stops it; whether that was any way at all, `None` if nothing does.
    fn advance(&mut self, step: &Step<N>, off: bool, first: bool) -> Option<bool> {
        let of = &self.columns[step.column];
        let own = of.high.as_ref().zip(of.low.as_ref()).map(|(high, low)| high.minus(low));
        let blocking = self.blocking(step, off, first);
        let flips = match (&own, &blocking) {
            (None, None) => return None,
            (Some(own), Some((_, room, _))) => own.order(room) != Ordering::Greater,
            (Some(_), None) => true,
            (None, Some(_)) => false,
        };
        if flips {
            let own = own.expect("only a column with two bounds goes from one to the other");
            let moved = if step.up { own.clone() } else { own.negative() };
            for (value, rate) in self.values.iter_mut().zip(&step.direction) {
                value.less_product(&moved, rate);
            }
            self.columns[step.column].state = if step.up { State::High } else { State::Low };
            return Some(!own.is_zero());
        }
        let (at, room, high) = blocking.expect("something stops the column");
        let moved = if step.up { room.clone() } else { room.negative() };
        let entering = self.value(step.column).plus(&moved);
        for (value, rate) in self.values.iter_mut().zip(&step.direction) {
            value.less_product(&moved, rate);
        }
        let leaves = self.basis[at];
        self.pivot(at, step.column, &step.direction);
        self.columns[leaves].state = if high { State::High } else { State::Low };
        self.values[at] = entering;
        Some(!room.is_zero())
    }

    /// The basic column that stops a step, how far that is, and whether it stops at its upper bound.
    ///
    /// After Harris (1973): first how far one could go if every bound gave way by what rounding may be off, then of all
    /// that stop before, the one that changes fastest; a small pivot would magnify what rounding left. In fractions
    /// nothing gives way, and only ties are left to choose from.
    fn blocking(&self, step: &Step<N>, off: bool, first: bool) -> Option<(usize, N, bool)> {
        // Moving up by one changes a basic value by minus its rate.
        let falls = |rate: &N| (rate.sign() == Ordering::Greater) == step.up;
        let mut rooms = Vec::new();
        let mut limit: Option<N> = None;
        for (at, rate) in step.direction.iter().enumerate().filter(|(_, rate)| !rate.is_zero()) {
            let Some((gap, high)) = self.room(at, falls(rate), off) else { continue };
            let size = rate.size();
            let reach = gap.plus(&N::slack()).over(&size);
            if limit.as_ref().is_none_or(|limit| reach.order(limit) == Ordering::Less) {
                limit = Some(reach);
            }
            rooms.push((at, gap.over(&size), high));
        }
        let limit = limit?;
        let candidates = rooms.into_iter().filter(|(_, room, _)| room.order(&limit) != Ordering::Greater);
        if first {
            return candidates.min_by_key(|(at, _, _)| self.basis[*at]);
        }
        candidates.max_by(|a, b| step.direction[a.0].size().order(&step.direction[b.0].size()))
    }

    /// How far a basic value can fall or rise, and whether the bound it meets is the upper one.
    fn room(&self, at: usize, falls: bool, off: bool) -> Option<(N, bool)> {
        let of = &self.columns[self.basis[at]];
        let value = &self.values[at];
        let (near, far, high) = if falls { (&of.low, &of.high, false) } else { (&of.high, &of.low, true) };
        let gap = |bound: &N| if falls { value.minus(bound) } else { bound.minus(value) };
        if off {
            // A value beyond its far bound stops there, where it stops being off; one beyond its near bound does not.
            if let Some(far) = far
                && gap(far).sign() == Ordering::Greater
            {
                return Some((gap(far), !high));
            }
            if let Some(near) = near
                && gap(near).sign() == Ordering::Less
            {
                return None;
            }
        }
        // Rounding may leave a value just outside. Its room is then negative: what leaves the basis ends exactly at its
        // bound, or the difference would stay in all sums for good.
        Some((gap(near.as_ref()?), high))
    }

    fn direction(&self, entries: &[(usize, N)]) -> Vec<N> {
        let along = |inverse: &Vec<N>| {
            let mut sum = N::whole(0);
            for (row, entry) in entries {
                if !inverse[*row].is_zero() {
                    sum.more_product(entry, &inverse[*row]);
                }
            }
            sum
        };
        self.inverse.iter().map(along).collect()
    }

    /// Changes the basic values as a column moves.
    fn carry(&mut self, column: usize, moved: &N) {
        if moved.is_zero() {
            return;
        }
        let direction = self.direction(&self.columns[column].entries);
        for (value, rate) in self.values.iter_mut().zip(&direction) {
            value.less_product(moved, rate);
        }
    }

    fn pivot(&mut self, at: usize, enters: usize, direction: &[N]) {
        let mut own = std::mem::take(&mut self.inverse[at]);
        for entry in &mut own {
            if !entry.is_zero() {
                *entry = entry.over(&direction[at]);
            }
        }
        for (row, inverse) in self.inverse.iter_mut().enumerate() {
            if row == at || direction[row].is_zero() {
                continue;
            }
            for (entry, pivot) in inverse.iter_mut().zip(&own) {
                if !pivot.is_zero() {
                    entry.less_product(&direction[row], pivot);
                }
            }
        }
        self.inverse[at] = own;
        self.basis[at] = enters;
        self.columns[enters].state = State::Basic(at);
    }
}

impl<N: Number> Column<N> {
    fn is_fixed(&self) -> bool {
        matches!((&self.low, &self.high), (Some(low), Some(high)) if high.minus(low).sign() != Ordering::Greater)
    }
}

#[cfg(test)]
mod tests;
