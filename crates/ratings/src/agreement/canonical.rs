//! A table in an order that depends on its values alone.
//!
//! A bootstrap draws positions. For its interval not to depend on the order of the rows or columns of a file, or on the
//! labels, positions are those of this order: columns by what they hold (each value with the multiset of its row), then
//! rows by their values. Rows that still tie are equal. Columns that tie hold the same multisets; only in tables made for
//! it can they differ in more than their order.
//!
//! Rows and columns without any value are left out: they are neither subjects nor raters that could be drawn.

use super::matrix::Matrix;
use std::cmp::Ordering;

/// A table in its own order.
pub(crate) struct Canonical {
    /// The table, without empty rows and columns.
    pub(crate) matrix: Matrix,
    /// The cluster of each row: rows that are drawn together. Clusters count from 0 in the order of the rows.
    pub(crate) clusters: Vec<usize>,
}

impl Canonical {
    /// `clusters` names the cluster of each row; without it every row is its own.
    pub(crate) fn of(matrix: &Matrix, clusters: Option<&[usize]>) -> Self {
        let columns = matrix.active();
        let rows: Vec<(usize, Vec<f64>)> = matrix
            .rows()
            .enumerate()
            .map(|(at, row)| (at, columns.iter().map(|column| row[*column]).collect::<Vec<f64>>()))
            .filter(|(_, row)| row.iter().any(|cell| !cell.is_nan()))
            .collect();
        let order = column_order(&rows, columns.len());
        let mut grouped: Vec<Vec<Vec<f64>>> = Vec::new();
        let mut place: Vec<Option<usize>> = vec![None; matrix.subjects()];
        for (at, row) in &rows {
            let row = order.iter().map(|column| row[*column]).collect();
            let cluster = clusters.map_or(*at, |clusters| clusters[*at]);
            let place = *place[cluster].get_or_insert_with(|| {
                grouped.push(Vec::new());
                grouped.len() - 1
            });
            grouped[place].push(row);
        }
        for cluster in &mut grouped {
            cluster.sort_unstable_by(|a, b| by_cells(a, b));
        }
        grouped.sort_unstable_by(|a, b| {
            let cells = |rows: &[Vec<f64>]| rows.concat();
            a.len().cmp(&b.len()).then_with(|| by_cells(&cells(a), &cells(b)))
        });
        let clusters = grouped.iter().enumerate().flat_map(|(at, cluster)| vec![at; cluster.len()]).collect();
        let cells = grouped.concat().concat();
        Self { matrix: Matrix::of_cells(columns.len(), rows.len(), cells), clusters }
    }
}

/// Columns by the sorted list of their values, each with the class of its row: rows with the same values in any order
/// are one class.
fn column_order(rows: &[(usize, Vec<f64>)], columns: usize) -> Vec<usize> {
    let mut sorted: Vec<Vec<f64>> = rows.iter().map(|(_, row)| row.clone()).collect();
    sorted.iter_mut().for_each(|row| row.sort_unstable_by(f64::total_cmp));
    let mut by_class: Vec<usize> = (0..rows.len()).collect();
    by_class.sort_unstable_by(|a, b| by_cells(&sorted[*a], &sorted[*b]));
    let mut class = vec![0_usize; rows.len()];
    for pair in by_class.windows(2) {
        class[pair[1]] = class[pair[0]] + usize::from(by_cells(&sorted[pair[0]], &sorted[pair[1]]).is_ne());
    }
    let key = |column: usize| {
        let mut key: Vec<(usize, f64)> =
            rows.iter().zip(&class).map(|((_, row), class)| (*class, row[column])).collect();
        key.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        key.into_iter().map(|(_, cell)| cell).collect::<Vec<f64>>()
    };
    let mut keys: Vec<(Vec<f64>, usize)> = (0..columns).map(|column| (key(column), column)).collect();
    keys.sort_unstable_by(|a, b| by_cells(&a.0, &b.0));
    keys.into_iter().map(|(_, column)| column).collect()
}

fn by_cells(a: &[f64], b: &[f64]) -> Ordering {
    a.iter().zip(b).map(|(x, y)| x.total_cmp(y)).find(|order| order.is_ne()).unwrap_or(a.len().cmp(&b.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(canonical: &Canonical) -> Vec<String> {
        canonical.matrix.rows().map(|row| format!("{row:?}")).collect()
    }

    #[test]
    fn empty_rows_and_columns_are_left_out_and_clusters_stay_together() {
        let none = [None; 3];
        let rows = [[Some(2.0), None, Some(5.0)], none, [Some(1.0), None, Some(4.0)], [Some(0.0), None, Some(9.0)]];
        let matrix = Matrix::from_rows(&rows).unwrap();
        let each = Canonical::of(&matrix, None);
        assert_eq!((each.matrix.subjects(), each.matrix.raters()), (3, 2));
        assert_eq!(each.clusters, [0, 1, 2]);
        let clustered = Canonical::of(&matrix, Some(&[1, 0, 0, 1]));
        assert_eq!(clustered.clusters, [0, 1, 1]);
        assert_eq!((clustered.matrix.get(0, 0), clustered.matrix.get(0, 1)), (Some(1.0), Some(4.0)));
    }

    proptest! {
        #[test]
        fn the_order_of_rows_and_columns_is_nothing(
            rows in (1_usize..5, 1_usize..9).prop_flat_map(|(k, n)| {
                let cell = prop_oneof![5 => (0_i32..50).prop_map(Some), 1 => Just(None)];
                prop::collection::vec(prop::collection::vec(cell, k), n)
            }),
            turn in any::<[u8; 16]>(),
        ) {
            let build = |rows: &[Vec<Option<i32>>]| {
                let rows: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(|x| x.map(f64::from)).collect()).collect();
                Matrix::from_rows(&rows).unwrap()
            };
            let mut turned = rows.clone();
            for row in &mut turned {
                let mut columns: Vec<_> = row.iter().copied().zip(turn).collect();
                columns.sort_by_key(|(_, key)| *key);
                *row = columns.into_iter().map(|(cell, _)| cell).collect();
            }
            let mut keyed: Vec<_> = turned.into_iter().zip(turn.into_iter().rev()).collect();
            keyed.sort_by_key(|(_, key)| *key);
            let turned: Vec<_> = keyed.into_iter().map(|(row, _)| row).collect();
            prop_assert_eq!(cells(&Canonical::of(&build(&rows), None)), cells(&Canonical::of(&build(&turned), None)));
        }
    }
}
