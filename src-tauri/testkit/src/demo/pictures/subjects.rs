//! What stands in the landscapes: a ferry, houses, a bus and the like.

use super::{
    canvas::{Canvas, Colour, chance, mix},
    scenes::Subject,
};

/// Puts the subject of a scene into it.
pub(super) fn subject(canvas: &mut Canvas, subject: Subject) {
    match subject {
        Subject::Nothing => {}
        Subject::Ferry => ferry(canvas),
        Subject::Houses => houses(canvas),
        Subject::Cards => cards(canvas),
        Subject::Bus => bus(canvas),
        Subject::Dome => dome(canvas),
        Subject::Arch => arch(canvas),
        Subject::Road => road(canvas),
        Subject::Hall => hall(canvas),
        Subject::Lights => lights(canvas),
    }
}

fn ferry(canvas: &mut Canvas) {
    canvas.shape(0.575, 0.64, |part| (0.2 + part * 0.02, 0.47 - part * 0.035), [44, 56, 74]);
    canvas.rect((0.24, 0.52), (0.42, 0.577), [240, 236, 226]);
    canvas.rect((0.28, 0.475), (0.37, 0.522), [246, 242, 232]);
    for window in 0..7 {
        let left = 0.25 + window as f32 * 0.023;
        canvas.rect((left, 0.537), (left + 0.013, 0.556), [70, 90, 112]);
    }
    canvas.rect((0.335, 0.42), (0.358, 0.478), [206, 92, 52]);
    canvas.rect((0.335, 0.42), (0.358, 0.43), [40, 40, 48]);
    canvas.rect((0.298, 0.38), (0.3, 0.478), [60, 60, 66]);
}

fn houses(canvas: &mut Canvas) {
    const WALLS: [Colour; 5] =
        [[214, 186, 160], [186, 122, 100], [226, 214, 196], [150, 158, 168], [204, 164, 112]];
    let mut left = 0.04;
    for house in 0..13u32 {
        let width = 0.055 + chance(house, 5) * 0.03;
        let top = 0.52 + chance(house, 6) * 0.08;
        let wall = mix(WALLS[house as usize % 5], [60, 50, 80], 0.25);
        canvas.rect((left, top), (left + width, 0.74), wall);
        canvas.shape(
            top - 0.05,
            top,
            |part| {
                let half = width * 0.52 * part;
                (left + width / 2.0 - half, left + width / 2.0 + half)
            },
            [78, 58, 62],
        );
        for row in 0..3u32 {
            for column in 0..2u32 {
                let x = left + width * (0.2 + column as f32 * 0.38);
                let y = top + 0.025 + row as f32 * 0.055;
                let lit = chance(house * 7 + row, column) > 0.45;
                let colour = if lit { [255, 222, 150] } else { [64, 62, 84] };
                if y < 0.7 {
                    canvas.rect((x, y), (x + width * 0.2, y + 0.03), colour);
                }
            }
        }
        left += width + 0.004;
    }
}

fn cards(canvas: &mut Canvas) {
    for row in 0..9u32 {
        let top = 0.08 + row as f32 * 0.1;
        let shade = row as f32 / 12.0;
        for stack in 0..4u32 {
            let left = 0.05 + stack as f32 * 0.235;
            let lift = chance(row, stack) * 0.02;
            let paper = mix([206, 182, 140], [252, 242, 220], shade + chance(row + 9, stack) * 0.2);
            let tab = left + 0.015 + chance(row, stack + 7) * 0.14;
            canvas.rect((tab, top - 0.03 - lift), (tab + 0.05, top - lift), paper);
            canvas.rect((left, top - lift), (left + 0.21, top + 0.12), paper);
            canvas.rect(
                (left, top + 0.018 - lift),
                (left + 0.21, top + 0.021 - lift),
                [196, 84, 70],
            );
            for line in 1..4 {
                let y = top + 0.02 + line as f32 * 0.018 - lift;
                canvas.rect((left, y), (left + 0.21, y + 0.0022), [132, 152, 176]);
            }
        }
    }
}

fn bus(canvas: &mut Canvas) {
    for block in 0..9u32 {
        let left = block as f32 * 0.115 - 0.02;
        let top = 0.3 + chance(block, 3) * 0.14;
        canvas.rect((left, top), (left + 0.11, 0.76), [24, 24, 44]);
        for row in 0..7u32 {
            for column in 0..5u32 {
                if chance(block * 11 + row, column) > 0.55 {
                    let (x, y) =
                        (left + 0.01 + column as f32 * 0.02, top + 0.03 + row as f32 * 0.055);
                    canvas.rect((x, y), (x + 0.011, y + 0.028), [232, 190, 108]);
                }
            }
        }
    }
    canvas.rect((0.0, 0.76), (1.0, 1.0), [26, 26, 34]);
    canvas.rect((0.0, 0.87), (1.0, 0.876), [120, 116, 96]);
    canvas.rect((0.27, 0.55), (0.75, 0.83), [190, 46, 42]);
    canvas.rect((0.28, 0.58), (0.74, 0.67), [255, 236, 178]);
    for pillar in 0..7 {
        let x = 0.28 + pillar as f32 * 0.0755;
        canvas.rect((x, 0.58), (x + 0.007, 0.67), [150, 34, 32]);
    }
    canvas.rect((0.6, 0.558), (0.73, 0.576), [255, 170, 60]);
    for wheel in [0.36, 0.65] {
        canvas.disc((wheel, 0.83), 0.048, [16, 16, 20]);
        canvas.disc((wheel, 0.83), 0.02, [120, 120, 128]);
    }
    canvas.disc((0.747, 0.79), 0.014, [255, 250, 214]);
}

fn dome(canvas: &mut Canvas) {
    canvas.rect((0.0, 0.82), (1.0, 1.0), [22, 20, 36]);
    canvas.rect((0.34, 0.66), (0.66, 0.86), [70, 62, 84]);
    canvas.disc((0.5, 0.64), 0.2, [226, 226, 236]);
    canvas.rect((0.34, 0.66), (0.66, 0.86), [92, 82, 104]);
    canvas.rect((0.49, 0.43), (0.525, 0.645), [30, 22, 50]);
    canvas.rect((0.4, 0.72), (0.45, 0.8), [214, 72, 58]);
    canvas.disc((0.74, 0.24), 0.026, [240, 214, 150]);
    canvas.shape(0.235, 0.245, |_| (0.7, 0.78), [226, 204, 160]);
}

fn arch(canvas: &mut Canvas) {
    for row in 0..22u32 {
        for column in 0..18u32 {
            let shift = if row % 2 == 0 { 0.0 } else { 0.028 };
            let (x, y) = (column as f32 * 0.057 - 0.03 + shift, row as f32 * 0.046);
            let brick = mix([96, 54, 40], [152, 92, 62], chance(row, column));
            canvas.rect((x, y), (x + 0.053, y + 0.04), brick);
        }
    }
    canvas.disc((0.5, 0.56), 0.33, [46, 24, 20]);
    canvas.rect((0.314, 0.56), (0.686, 0.9), [46, 24, 20]);
    for ring in 0..26 {
        let part = ring as f32 / 26.0;
        let colour = mix([120, 36, 14], [255, 214, 120], part);
        canvas.disc((0.5, 0.72), 0.25 * (1.0 - part), colour);
    }
    for loaf in 0..5 {
        let x = 0.37 + loaf as f32 * 0.065;
        canvas.disc((x, 0.86), 0.036, [190, 122, 58]);
        canvas.disc((x - 0.003, 0.85), 0.028, [222, 164, 90]);
    }
    canvas.rect((0.0, 0.89), (1.0, 1.0), [62, 40, 32]);
}

fn road(canvas: &mut Canvas) {
    canvas.shape(
        0.6,
        1.0,
        |part| (0.515 - part * part * 0.3 - 0.004, 0.525 + part * part * 0.26 + 0.004),
        [98, 94, 98],
    );
    for dash in 0..9 {
        let top = 0.62 + (dash as f32 / 9.0).powi(2) * 0.38;
        let width = 0.001 + (dash as f32 / 9.0).powi(2) * 0.012;
        canvas.rect(
            (0.52 - width, top),
            (0.52 + width, top + width * 2.2 + 0.004),
            [232, 226, 206],
        );
    }
    for walker in 0..4 {
        let x = 0.49 + walker as f32 * 0.018;
        canvas.rect((x, 0.615), (x + 0.007, 0.655), [40, 36, 50]);
        canvas.disc((x + 0.0035, 0.608), 0.008, [40, 36, 50]);
    }
}

fn hall(canvas: &mut Canvas) {
    canvas.rect((0.1, 0.26), (0.9, 0.84), [74, 66, 74]);
    canvas.shape(0.14, 0.26, |part| (0.5 - part * 0.43, 0.5 + part * 0.43), [88, 78, 86]);
    for column in 0..9u32 {
        let x = 0.135 + column as f32 * 0.085;
        canvas.rect((x, 0.36), (x + 0.05, 0.78), [255, 218, 138]);
        canvas.disc((x + 0.025, 0.36), 0.044, [255, 218, 138]);
        for shelf in 0..6u32 {
            let y = 0.42 + shelf as f32 * 0.06;
            canvas.rect((x, y), (x + 0.05, y + 0.005), [140, 92, 50]);
            for book in 0..6u32 {
                let left = x + 0.003 + book as f32 * 0.0078;
                let tall = 0.022 + chance(column * 7 + shelf, book) * 0.018;
                let cover = mix([150, 60, 50], [60, 90, 120], chance(book + 3, column + shelf));
                canvas.rect((left, y - tall), (left + 0.006, y), mix(cover, [255, 218, 138], 0.25));
            }
        }
    }
    canvas.rect((0.0, 0.84), (1.0, 1.0), [30, 28, 40]);
    canvas.rect((0.08, 0.82), (0.92, 0.85), [96, 86, 92]);
}

fn lights(canvas: &mut Canvas) {
    for lamp in 0..340u32 {
        let along = chance(lamp, 11);
        let middle = 0.72 + (along * 5.0).sin() * 0.05;
        let y = middle + (chance(lamp, 12) - 0.5) * (0.04 + chance(lamp, 13) * 0.12);
        let colour = if chance(lamp, 14) > 0.75 { [236, 240, 255] } else { [255, 204, 120] };
        canvas.disc((along, y), 0.0016 + chance(lamp, 15) * 0.0022, colour);
    }
}
