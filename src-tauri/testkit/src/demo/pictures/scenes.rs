//! What each landscape is made of.

use super::canvas::Colour;

/// What stands in a landscape besides sky and ridges.
#[derive(Clone, Copy)]
pub(super) enum Subject {
    Nothing,
    Ferry,
    Houses,
    Cards,
    Bus,
    Dome,
    Arch,
    Road,
    Hall,
    Lights,
}

/// A landscape.
pub(super) struct Scene {
    pub(super) name: &'static str,
    pub(super) sky: (Colour, Colour),
    /// The place of the sun or moon in parts of the picture, its radius in parts of the height.
    pub(super) sun: Option<(f32, f32, f32, Colour)>,
    pub(super) stars: bool,
    /// From far to near: height of the line, roughness, colour.
    pub(super) ridges: &'static [(f32, f32, Colour)],
    /// Where water begins, which mirrors what is above.
    pub(super) water: Option<f32>,
    pub(super) subject: Subject,
}

pub(super) const SCENES: [Scene; 11] = [
    Scene {
        name: "ferry",
        sky: ([96, 128, 158], [250, 214, 170]),
        sun: Some((0.68, 0.5, 0.06, [255, 240, 205])),
        stars: false,
        ridges: &[(0.56, 0.05, [126, 138, 158]), (0.6, 0.03, [92, 104, 126])],
        water: Some(0.62),
        subject: Subject::Ferry,
    },
    Scene {
        name: "quay",
        sky: ([88, 98, 140], [242, 178, 140]),
        sun: None,
        stars: false,
        ridges: &[(0.42, 0.08, [110, 98, 122])],
        water: Some(0.72),
        subject: Subject::Houses,
    },
    Scene {
        name: "ice",
        sky: ([18, 38, 62], [128, 196, 170]),
        sun: None,
        stars: true,
        ridges: &[
            (0.5, 0.16, [120, 168, 186]),
            (0.62, 0.12, [160, 200, 212]),
            (0.76, 0.07, [205, 228, 234]),
            (0.9, 0.03, [236, 244, 246]),
        ],
        water: None,
        subject: Subject::Nothing,
    },
    Scene {
        name: "cards",
        sky: ([92, 60, 38], [150, 104, 62]),
        sun: None,
        stars: false,
        ridges: &[],
        water: None,
        subject: Subject::Cards,
    },
    Scene {
        name: "mill",
        sky: ([176, 196, 196], [240, 232, 206]),
        sun: Some((0.3, 0.26, 0.05, [255, 250, 230])),
        stars: false,
        ridges: &[
            (0.4, 0.14, [150, 172, 160]),
            (0.52, 0.12, [104, 138, 116]),
            (0.64, 0.08, [64, 100, 76]),
        ],
        water: Some(0.74),
        subject: Subject::Houses,
    },
    Scene {
        name: "bus",
        sky: ([14, 18, 40], [44, 48, 86]),
        sun: Some((0.82, 0.18, 0.035, [236, 232, 210])),
        stars: true,
        ridges: &[(0.5, 0.1, [28, 32, 60])],
        water: None,
        subject: Subject::Bus,
    },
    Scene {
        name: "valley",
        sky: ([12, 16, 34], [58, 60, 98]),
        sun: None,
        stars: true,
        ridges: &[
            (0.42, 0.18, [32, 36, 66]),
            (0.56, 0.14, [22, 26, 48]),
            (0.94, 0.05, [10, 12, 24]),
        ],
        water: None,
        subject: Subject::Lights,
    },
    Scene {
        name: "observatory",
        sky: ([8, 12, 40], [70, 54, 110]),
        sun: None,
        stars: true,
        ridges: &[(0.66, 0.1, [34, 28, 62]), (0.8, 0.02, [20, 18, 40])],
        water: None,
        subject: Subject::Dome,
    },
    Scene {
        name: "bakery",
        sky: ([54, 32, 28], [96, 56, 40]),
        sun: None,
        stars: false,
        ridges: &[],
        water: None,
        subject: Subject::Arch,
    },
    Scene {
        name: "marathon",
        sky: ([98, 134, 172], [255, 206, 150]),
        sun: Some((0.52, 0.44, 0.08, [255, 244, 214])),
        stars: false,
        ridges: &[
            (0.5, 0.1, [158, 140, 150]),
            (0.56, 0.07, [124, 116, 112]),
            (0.62, 0.04, [112, 120, 76]),
        ],
        water: None,
        subject: Subject::Road,
    },
    Scene {
        name: "library",
        sky: ([16, 20, 36], [54, 58, 92]),
        sun: None,
        stars: false,
        ridges: &[],
        water: None,
        subject: Subject::Hall,
    },
];
