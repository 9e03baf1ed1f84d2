<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="de">
  <context>
    <name>ScoreAD</name>
    <message>
      <source>Python with PyTorch</source>
      <translation>Python mit PyTorch</translation>
    </message>
    <message>
      <source>Device that is offered first</source>
      <translation>Gerät, das zuerst angeboten wird</translation>
    </message>
    <message>
      <source>Memory limit that is offered [MB]</source>
      <translation>Speichergrenze, die angeboten wird [MB]</translation>
    </message>
    <message>
      <source>Threads of the computing process (0: one a core)</source>
      <translation>Threads des Rechenprozesses (0: einer je Kern)</translation>
    </message>
    <message>
      <source>Scratch folder</source>
      <translation>Ordner für Zwischendateien</translation>
    </message>
    <message>
      <source>Leave blank for Processing's temporary folder</source>
      <translation>Leer lassen für den temporären Ordner der Verarbeitung</translation>
    </message>
    <message>
      <source>Hyperspectral raster</source>
      <translation>Hyperspektrales Raster</translation>
    </message>
    <message>
      <source>A raster that GDAL reads (GeoTIFF, ENVI ...), with at least two bands. Scaling does not matter: raw counts, radiance and reflectance all serve.</source>
      <translation>Ein Raster, das GDAL liest (GeoTIFF, ENVI ...), mit mindestens zwei Kanälen. Die Skalierung ist gleichgültig: Rohwerte, Strahldichte und Reflexionsgrad gehen alle.</translation>
    </message>
    <message>
      <source>Bands</source>
      <translation>Kanäle</translation>
    </message>
    <message>
      <source>Bands to use. Left empty: all, but for those that the header flags bad (ENVI bbl), an alpha band, those that are constant or have no valid value, and noise alone. On the command line: BANDS=1;2;3, in quotes.</source>
      <translation>Zu verwendende Kanäle. Leer: alle, außer denen, die der Header als schlecht kennzeichnet (ENVI bbl), einem Alphakanal, denen, die konstant sind oder keinen gültigen Wert haben und bloßem Rauschen. Auf der Kommandozeile: BANDS=1;2;3, in Anführungszeichen.</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>Voreinstellung</translation>
    </message>
    <message>
      <source>default: quick, for any scene; two views of the spectra, small networks. paper: the method as published (arXiv 2601.12379), to reproduce it; on two processor cores ten minutes for 8000 pixels to train on, and nine seconds for each thousand that is scored.</source>
      <translation>default: schnell, für jede Szene; zwei Ansichten der Spektren, kleine Netze. paper: das Verfahren, wie es veröffentlicht ist (arXiv 2601.12379), um es nachzuvollziehen; auf zwei Prozessorkernen zehn Minuten für 8000 Pixel zum Trainieren, und neun Sekunden für jedes Tausend, das bewertet wird.</translation>
    </message>
    <message>
      <source>Context</source>
      <translation>Kontext</translation>
    </message>
    <message>
      <source>What a pixel's neighbourhood contributes. preset: as the preset has it (default: background; paper: none). none: each pixel by its spectrum alone. background: a pixel's score counts above the level of the larger region that it lies in, so that roofs and roads take themselves away ('default' only). ring: the network sees the most similar neighbour's spectrum ('paper' only).</source>
      <translation>Was die Nachbarschaft eines Pixels beiträgt. preset: wie die Voreinstellung es hat (default: background; paper: none). none: jedes Pixel allein nach seinem Spektrum. background: ein Pixel zählt über dem Niveau der größeren Region, in der es liegt, so dass Dächer und Straßen sich selbst herausnehmen (nur „default“). ring: das Netz sieht das Spektrum des ähnlichsten Nachbarn (nur „paper“).</translation>
    </message>
    <message>
      <source>Mask layer</source>
      <translation>Maskenlayer</translation>
    </message>
    <message>
      <source>Only pixels whose centre lies within its polygons, or where the raster's first band is neither 0 nor nodata, are used.</source>
      <translation>Nur Pixel, deren Mitte in seinen Polygonen liegt oder in denen der erste Kanal des Rasters weder 0 noch Nodata ist, werden verwendet.</translation>
    </message>
    <message>
      <source>Extent</source>
      <translation>Ausdehnung</translation>
    </message>
    <message>
      <source>Only this part of the raster is used. Pixels that it touches count.</source>
      <translation>Nur dieser Teil des Rasters wird verwendet. Pixel, die er berührt, zählen mit.</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <source>Passes over the sample. Left empty: as the preset has it.</source>
      <translation>Durchgänge durch die Stichprobe. Leer: wie die Voreinstellung es hat.</translation>
    </message>
    <message>
      <source>Batch size</source>
      <translation>Batchgröße</translation>
    </message>
    <message>
      <source>Spectra per step. Left empty: as the preset has it.</source>
      <translation>Spektren je Schritt. Leer: wie die Voreinstellung es hat.</translation>
    </message>
    <message>
      <source>Largest training sample [pixels]</source>
      <translation>Größte Trainingsstichprobe [Pixel]</translation>
    </message>
    <message>
      <source>Pixels to train on, drawn from all over the raster; all of them where there are fewer.</source>
      <translation>Pixel, auf denen trainiert wird, aus dem ganzen Raster gezogen; alle, wo es weniger sind.</translation>
    </message>
    <message>
      <source>Retain ratio</source>
      <translation>Behaltener Anteil</translation>
    </message>
    <message>
      <source>Share of each batch, the spectra that fit best, to learn from, so that the anomalies in the sample teach less. 1 for all. Left empty: as the preset has it.</source>
      <translation>Anteil jedes Batches, die am besten passenden Spektren, aus dem gelernt wird, damit die Anomalien in der Stichprobe weniger lehren. 1 für alle. Leer: wie die Voreinstellung es hat.</translation>
    </message>
    <message>
      <source>Exclusion</source>
      <translation>Ausschluss</translation>
    </message>
    <message>
      <source>Share of the sample, the most anomalous spectra by what was learned so far, that the training leaves out from a quarter of its epochs on, so that it does not learn the anomalies. 0 for none. Left empty: as the preset has it.</source>
      <translation>Anteil der Stichprobe, die nach dem bisher Gelernten anomalsten Spektren, den das Training nach einem Viertel seiner Epochen auslässt, damit es die Anomalien nicht lernt. 0 für keinen. Leer: wie die Voreinstellung es hat.</translation>
    </message>
    <message>
      <source>Outer window [pixels]</source>
      <translation>Äußeres Fenster [Pixel]</translation>
    </message>
    <message>
      <source>Side of the ring's outer window, odd. Left empty: 5.</source>
      <translation>Seite des äußeren Fensters des Rings, ungerade. Leer: 5.</translation>
    </message>
    <message>
      <source>Inner window [pixels]</source>
      <translation>Inneres Fenster [Pixel]</translation>
    </message>
    <message>
      <source>Side of the ring's inner window, odd. Left empty: 3.</source>
      <translation>Seite des inneren Fensters des Rings, ungerade. Leer: 3.</translation>
    </message>
    <message>
      <source>Noise levels</source>
      <translation>Rauschstufen</translation>
    </message>
    <message>
      <source>Times t in (0, 1] at which spectra are perturbed, as in 0.05,0.31. Left empty: the model's own.</source>
      <translation>Zeiten t in (0, 1], bei denen die Spektren gestört werden, etwa 0.05,0.31. Leer: die des Modells.</translation>
    </message>
    <message>
      <source>Perturbations</source>
      <translation>Störungen</translation>
    </message>
    <message>
      <source>Of each spectrum at each noise level. Left empty: the model's own (default: 2, paper: 100).</source>
      <translation>Jedes Spektrums bei jeder Rauschstufe. Leer: wie im Modell (default: 2, paper: 100).</translation>
    </message>
    <message>
      <source>Largest anomaly [pixels]</source>
      <translation>Größte Anomalie [Pixel]</translation>
    </message>
    <message>
      <source>Regions of more pixels than this count as background, however odd. 0: no local background. Left empty: the model's own (default: 100).</source>
      <translation>Regionen von mehr Pixeln als diesen gelten als Hintergrund, wie seltsam sie auch sind. 0: kein lokaler Hintergrund. Leer: wie im Modell (default: 100).</translation>
    </message>
    <message>
      <source>Mean resultant length of each level</source>
      <translation>Mittlere Resultantenlänge jeder Stufe</translation>
    </message>
    <message>
      <source>Adds a band for each view of the spectra and noise level: the mean resultant length, 0 to 1.</source>
      <translation>Fügt für jede Ansicht der Spektren und jede Rauschstufe einen Kanal hinzu: die mittlere Resultantenlänge, 0 bis 1.</translation>
    </message>
    <message>
      <source>False-alarm probability</source>
      <translation>Fehlalarmwahrscheinlichkeit</translation>
    </message>
    <message>
      <source>Adds a last band: the share of background pixels that score at least as high, from the scores of this raster. Meant for rates of a hundredth and more, and rasters of which less than a hundredth is anomalous; smaller rates are an extrapolation.</source>
      <translation>Fügt einen letzten Kanal hinzu: den Anteil der Hintergrundpixel, deren Wert mindestens so hoch ist, aus den Werten dieses Rasters. Gedacht für Raten von einem Hundertstel und mehr und für Raster, von denen weniger als ein Hundertstel anomal ist; kleinere Raten sind hochgerechnet.</translation>
    </message>
    <message>
      <source>Memory limit [MB]</source>
      <translation>Speichergrenze [MB]</translation>
    </message>
    <message>
      <source>For blocks of pixels, in QGIS and in the computing process together. Scores do not depend on it.</source>
      <translation>Für Blöcke von Pixeln, in QGIS und im Rechenprozess zusammen. Die Werte hängen nicht davon ab.</translation>
    </message>
    <message>
      <source>Creation options</source>
      <translation>Erstellungsoptionen</translation>
    </message>
    <message>
      <source>Of the output format, as NAME=VALUE separated by spaces or |. Left empty: GeoTIFFs are tiled and compressed.</source>
      <translation>Des Ausgabeformats, als NAME=WERT, getrennt durch Leerzeichen oder |. Leer: GeoTIFFs werden gekachelt und komprimiert.</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <source>auto: a graphics processor where one works, else the CPU.</source>
      <translation>auto: ein Grafikprozessor, wo einer geht, sonst der Hauptprozessor.</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Startwert</translation>
    </message>
    <message>
      <source>Of all that is random. The same seed gives the same result on the same machine.</source>
      <translation>Für alles, was zufällig ist. Derselbe Startwert gibt auf demselben Rechner dasselbe Ergebnis.</translation>
    </message>
    <message>
      <source>Anomaly score</source>
      <translation>Anomaliewert</translation>
    </message>
    <message>
      <source>32-bit float, NaN where a pixel is not valid; larger is more anomalous. The suffix decides the format: .tif, .img, .bsq ...</source>
      <translation>Gleitkommazahlen mit 32 Bit, NaN, wo ein Pixel nicht gültig ist; größer ist anomaler. Die Endung bestimmt das Format: .tif, .img, .bsq ...</translation>
    </message>
    <message>
      <source>Lowest score</source>
      <translation>Kleinster Anomaliewert</translation>
    </message>
    <message>
      <source>Highest score</source>
      <translation>Größter Anomaliewert</translation>
    </message>
    <message>
      <source>Mean score</source>
      <translation>Mittlerer Anomaliewert</translation>
    </message>
    <message>
      <source>Standard deviation of the score</source>
      <translation>Standardabweichung des Anomaliewerts</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>ScoreAD models (*.scoread)</source>
      <translation>ScoreAD-Modelle (*.scoread)</translation>
    </message>
    <message>
      <source>The model file, for Detect anomalies on other rasters of the same bands.</source>
      <translation>Die Modelldatei, für „Anomalien erkennen“ auf anderen Rastern derselben Kanäle.</translation>
    </message>
    <message>
      <source>Detection report</source>
      <translation>Erkennungsbericht</translation>
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation>HTML-Dateien (*.html)</translation>
    </message>
    <message>
      <source>Scene and score map side by side, the strongest anomalies and what sets them apart, learning curve, bands used and left out, settings, time.</source>
      <translation>Szene und Karte der Anomaliewerte nebeneinander, die stärksten Anomalien und was sie unterscheidet, Lernkurve, verwendete und ausgelassene Kanäle, Einstellungen, Zeit.</translation>
    </message>
    <message>
      <source>Deviation spectra</source>
      <translation>Abweichungsspektren</translation>
    </message>
    <message>
      <source>One band for each band used, in the units of the raster: the pixel's spectrum less the one that the model would move it towards. Tells in which wavelengths a pixel is odd. As large as the raster itself.</source>
      <translation>Ein Kanal für jeden verwendeten Kanal, in den Einheiten des Rasters: das Spektrum des Pixels weniger das, zu dem das Modell es bewegen würde. Sagt, in welchen Wellenlängen ein Pixel auffällt. So groß wie das Raster selbst.</translation>
    </message>
    <message>
      <source>Pixels trained on</source>
      <translation>Trainierte Pixel</translation>
    </message>
    <message>
      <source>Bands used</source>
      <translation>Verwendete Kanäle</translation>
    </message>
    <message>
      <source>Final loss</source>
      <translation>Letzter Verlust</translation>
    </message>
    <message>
      <source>Seconds of training</source>
      <translation>Sekunden des Trainings</translation>
    </message>
    <message>
      <source>Device used</source>
      <translation>Verwendetes Gerät</translation>
    </message>
    <message>
      <source>Initial model</source>
      <translation>Anfangsmodell</translation>
    </message>
    <message>
      <source>A model of the same bands to start from, as for the next flight line. Its bands, preset, scaling and context stay.</source>
      <translation>Ein Modell derselben Kanäle, von dem ausgegangen wird, etwa für den nächsten Flugstreifen. Seine Kanäle, seine Voreinstellung, seine Skalierung und sein Kontext bleiben.</translation>
    </message>
    <message>
      <source>The model file: weights, scaling, bands and facts of the training.</source>
      <translation>Die Modelldatei: Gewichte, Skalierung, Kanäle und Angaben zum Training.</translation>
    </message>
    <message>
      <source>Training report</source>
      <translation>Trainingsbericht</translation>
    </message>
    <message>
      <source>Learning curve, bands used and left out, settings, time.</source>
      <translation>Lernkurve, verwendete und ausgelassene Kanäle, Einstellungen, Zeit.</translation>
    </message>
    <message>
      <source>A raster that GDAL reads (GeoTIFF, ENVI ...), of the bands and in the units that the model was trained on.</source>
      <translation>Ein Raster, das GDAL liest (GeoTIFF, ENVI ...), mit den Kanälen und in den Einheiten, auf denen das Modell trainiert wurde.</translation>
    </message>
    <message>
      <source>Made by Train SGM or Train and detect, on this raster or on one of the same bands. A dialog offers the one that was made last.</source>
      <translation>Mit „SGM trainieren“ oder „Trainieren und erkennen“ gemacht, aus diesem Raster oder einem derselben Kanäle. Ein Dialog bietet das zuletzt gemachte an.</translation>
    </message>
    <message>
      <source>Mode</source>
      <translation>Modus</translation>
    </message>
    <message>
      <source>global: against all spectra of the scene, in all bands. local: against the ring around the pixel, on the scene's leading principal components. subspace: against the scene, on its leading principal components, which leaves the noise of many bands out.</source>
      <translation>global: gegen alle Spektren der Szene, in allen Kanälen. local: gegen den Ring um das Pixel, auf den führenden Hauptkomponenten der Szene. subspace: gegen die Szene, auf ihren führenden Hauptkomponenten, was das Rauschen vieler Kanäle weglässt.</translation>
    </message>
    <message>
      <source>Principal components</source>
      <translation>Hauptkomponenten</translation>
    </message>
    <message>
      <source>For local and subspace; all where there are fewer. Left empty: 20 (local), 30 (subspace).</source>
      <translation>Für local und subspace; alle, wo es weniger sind. Leer: 20 (local), 30 (subspace).</translation>
    </message>
    <message>
      <source>For local: side of the square whose pixels, without those of the inner window, are the surroundings; odd. The covariance of the ring is shrunk halfway to that of the scene, so there may be fewer pixels in it than components.</source>
      <translation>Für local: Seite des Quadrats, dessen Pixel ohne die des inneren Fensters die Umgebung sind; ungerade. Die Kovarianz des Rings wird zur Hälfte zu der der Szene hin geschrumpft, so dass er weniger Pixel haben darf als es Komponenten gibt.</translation>
    </message>
    <message>
      <source>For local: side of a square that an anomaly fits into; odd.</source>
      <translation>Für local: Seite eines Quadrats, in das eine Anomalie passt; ungerade.</translation>
    </message>
    <message>
      <source>Takes the logarithm of the score, in robust standard deviations of the scene, above the level of the larger region that the pixel lies in: regions of more pixels than this count as background. 0: the RX score as it is. 100 serves for vehicles and small buildings.</source>
      <translation>Nimmt den Logarithmus des Werts, in robusten Standardabweichungen der Szene, über dem Niveau der größeren Region, in der das Pixel liegt: Regionen von mehr Pixeln als diesen gelten als Hintergrund. 0: der RX-Wert, wie er ist. 100 passt für Fahrzeuge und kleine Gebäude.</translation>
    </message>
    <message>
      <source>RX score</source>
      <translation>RX-Wert</translation>
    </message>
    <message>
      <source>Made by Train and detect, Detect anomalies or RX detector, or any raster in which larger is more anomalous.</source>
      <translation>Mit „Trainieren und erkennen“, „Anomalien erkennen“ oder „RX-Detektor“ gemacht, oder irgendein Raster, in dem größer anomaler ist.</translation>
    </message>
    <message>
      <source>Band</source>
      <translation>Kanal</translation>
    </message>
    <message>
      <source>Of the score. Left empty: the first.</source>
      <translation>Mit dem Anomaliewert. Leer: der erste.</translation>
    </message>
    <message>
      <source>Threshold by</source>
      <translation>Schwelle nach</translation>
    </message>
    <message>
      <source>false-alarm rate: the score that a background pixel reaches with this probability, from the band 'False-alarm probability' where the raster has one, else fitted to the scores. percentile: the highest of the valid pixels. value: a score.</source>
      <translation>false-alarm rate: der Wert, den ein Hintergrundpixel mit dieser Wahrscheinlichkeit erreicht, aus dem Kanal „False-alarm probability“, wo das Raster einen hat, sonst an die Werte angepasst. percentile: die höchsten der gültigen Pixel. value: ein Wert.</translation>
    </message>
    <message>
      <source>False-alarm rate (if by false-alarm rate)</source>
      <translation>Fehlalarmrate (falls nach false-alarm rate)</translation>
    </message>
    <message>
      <source>Share of the background pixels that may be taken for anomalies: 0.001 is one of a thousand. Below 0.01 it is an extrapolation.</source>
      <translation>Anteil der Hintergrundpixel, die für Anomalien gehalten werden dürfen: 0.001 ist eines von tausend. Unter 0.01 ist er hochgerechnet.</translation>
    </message>
    <message>
      <source>Percentile (if by percentile)</source>
      <translation>Perzentil (falls nach percentile)</translation>
    </message>
    <message>
      <source>At most the remaining share of the valid pixels is taken: 99.5 leaves the highest half per cent.</source>
      <translation>Höchstens der übrige Anteil der gültigen Pixel wird genommen: 99.5 lässt das höchste halbe Prozent.</translation>
    </message>
    <message>
      <source>Value (if by value)</source>
      <translation>Wert (falls nach value)</translation>
    </message>
    <message>
      <source>The lowest score that counts.</source>
      <translation>Der niedrigste Wert, der zählt.</translation>
    </message>
    <message>
      <source>Smallest region [pixels]</source>
      <translation>Kleinste Region [Pixel]</translation>
    </message>
    <message>
      <source>Smaller regions are left out. 1 keeps all: many a true anomaly is a single pixel, or a part of one.</source>
      <translation>Kleinere Regionen werden ausgelassen. 1 behält alle: manche wahre Anomalie ist ein einzelnes Pixel oder ein Teil davon.</translation>
    </message>
    <message>
      <source>The raster that was scored: adds the field &lt;i&gt;spectrum&lt;/i&gt;, the mean over the polygon's valid pixels, as a JSON object of x (wavelengths in nm, or band numbers), xUnit and y, as the EnMAP-Box keeps profiles.</source>
      <translation>Das bewertete Raster: fügt das Feld &lt;i&gt;spectrum&lt;/i&gt; hinzu, das Mittel über die gültigen Pixel des Polygons, als JSON-Objekt aus x (Wellenlängen in nm oder Kanalnummern), xUnit und y, wie die EnMAP-Box Profile aufbewahrt.</translation>
    </message>
    <message>
      <source>Made by Detect anomalies or Train and detect: adds the field &lt;i&gt;deviation&lt;/i&gt;, the mean in the same form; and &lt;i&gt;background&lt;/i&gt;, the nearest background spectrum (spectrum less deviation), where the hyperspectral raster is given as well.</source>
      <translation>Mit „Anomalien erkennen“ oder „Trainieren und erkennen“ gemacht: fügt das Feld &lt;i&gt;deviation&lt;/i&gt; hinzu, das Mittel in derselben Form; und &lt;i&gt;background&lt;/i&gt;, das nächste Hintergrundspektrum (Spektrum weniger Abweichung), wo auch das hyperspektrale Raster angegeben ist.</translation>
    </message>
    <message>
      <source>Anomalies</source>
      <translation>Anomalien</translation>
    </message>
    <message>
      <source>Multipolygons. A Shapefile cannot hold spectra.</source>
      <translation>Multipolygone. Ein Shapefile kann keine Spektren aufnehmen.</translation>
    </message>
    <message>
      <source>Peaks</source>
      <translation>Gipfel</translation>
    </message>
    <message>
      <source>The centre of the highest-scoring pixel of each region, with its rank, score and false-alarm probability.</source>
      <translation>Die Mitte des Pixels mit dem höchsten Wert in jeder Region, mit Rang, Wert und Fehlalarmwahrscheinlichkeit.</translation>
    </message>
    <message>
      <source>Mask</source>
      <translation>Maske</translation>
    </message>
    <message>
      <source>1 in the polygons, 0 elsewhere, 255 (nodata) where there is no score.</source>
      <translation>1 in den Polygonen, 0 sonst, 255 (Nodata), wo es keinen Wert gibt.</translation>
    </message>
    <message>
      <source>Lowest score that counts</source>
      <translation>Kleinster Anomaliewert, der zählt</translation>
    </message>
    <message>
      <source>Number of anomalies</source>
      <translation>Anzahl der Anomalien</translation>
    </message>
    <message>
      <source>Share of the valid pixels</source>
      <translation>Anteil an den gültigen Pixeln</translation>
    </message>
    <message>
      <source>Unit of the areas</source>
      <translation>Einheit der Flächen</translation>
    </message>
    <message>
      <source>Points</source>
      <translation>Punkte</translation>
    </message>
    <message>
      <source>One pixel is explained for each, the one that it lies in. In any coordinate system; at most 10 000.</source>
      <translation>Für jeden wird ein Pixel erklärt, nämlich das, in dem er liegt. In jedem Koordinatensystem; höchstens 10 000.</translation>
    </message>
    <message>
      <source>Explained points</source>
      <translation>Erklärte Punkte</translation>
    </message>
    <message>
      <source>The points with their own fields, in their own coordinate system. A Shapefile cannot hold spectra.</source>
      <translation>Die Punkte mit ihren eigenen Feldern, in ihrem eigenen Koordinatensystem. Ein Shapefile kann keine Spektren aufnehmen.</translation>
    </message>
    <message>
      <source>Explanation report</source>
      <translation>Erklärungsbericht</translation>
    </message>
    <message>
      <source>For each point its spectrum beside what the model would make of it and the nearest background spectrum, and in which wavelengths it is odd, in standard deviations of the background. Of more than 30 points, the first.</source>
      <translation>Für jeden Punkt sein Spektrum neben dem, was das Modell daraus machen würde, und dem nächsten Hintergrundspektrum, und bei welchen Wellenlängen es auffällt, in Standardabweichungen des Hintergrunds. Von mehr als 30 Punkten die ersten.</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>Tabelle</translation>
    </message>
    <message>
      <source>A row for each point and band, .csv, .gpkg or .xlsx: point, band, wavelength (nm, where known), value, model (value less deviation), deviation, deviation_sd (in standard deviations of the background), nearest.</source>
      <translation>Eine Zeile für jeden Punkt und Kanal, .csv, .gpkg oder .xlsx: point, band, wavelength (nm, wo bekannt), value, model (value minus deviation), deviation, deviation_sd (in Standardabweichungen des Hintergrunds), nearest.</translation>
    </message>
    <message>
      <source>Points explained</source>
      <translation>Erklärte Punkte (Anzahl)</translation>
    </message>
    <message>
      <source>Points outside the raster</source>
      <translation>Punkte außerhalb des Rasters</translation>
    </message>
    <message>
      <source>Points on pixels that are not valid</source>
      <translation>Punkte auf ungültigen Pixeln</translation>
    </message>
    <message>
      <source>Score rasters</source>
      <translation>Raster der Anomaliewerte</translation>
    </message>
    <message>
      <source>Their first bands are the scores. In qgis_process, repeat it: INPUT=a.tif INPUT=b.tif</source>
      <translation>Ihre ersten Kanäle sind die Anomaliewerte. In qgis_process wird der Name wiederholt: INPUT=a.tif INPUT=b.tif</translation>
    </message>
    <message>
      <source>Truth</source>
      <translation>Wahrheit</translation>
    </message>
    <message>
      <source>A raster: anomalous where its first band is not 0, not judged where it is nodata; brought onto the grid of each score by nearest neighbour. Or polygons (pixels whose centre lies within are anomalous), or points (the pixels that hold them); the rest of the raster is background.</source>
      <translation>Ein Raster: anomal, wo sein erster Kanal nicht 0 ist, nicht beurteilt, wo er Nodata ist; mit dem nächsten Nachbarn auf das Gitter jedes Rasters der Werte gebracht. Oder Polygone (Pixel, deren Mitte darin liegt, sind anomal) oder Punkte (die Pixel, in denen sie liegen); der Rest des Rasters ist Hintergrund.</translation>
    </message>
    <message>
      <source>Truth field</source>
      <translation>Feld der Wahrheit</translation>
    </message>
    <message>
      <source>Name of a field of numbers of a vector truth: not 0 is anomalous, 0 is background, NULL is not judged. Left empty: every shape is anomalous.</source>
      <translation>Name eines Zahlenfelds einer vektoriellen Wahrheit: nicht 0 ist anomal, 0 ist Hintergrund, NULL wird nicht beurteilt. Leer: jede Form ist anomal.</translation>
    </message>
    <message>
      <source>Evaluation report</source>
      <translation>Beurteilungsbericht</translation>
    </message>
    <message>
      <source>ROC curves, score distributions, score maps with the truth outlined, all figures with intervals.</source>
      <translation>ROC-Kurven, Verteilungen der Werte, Karten der Werte mit umrandeter Wahrheit, alle Kennzahlen mit Intervallen.</translation>
    </message>
    <message>
      <source>CSV files (*.csv)</source>
      <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
      <source>One row for each raster, one column for each figure and each end of its interval.</source>
      <translation>Eine Zeile für jedes Raster, eine Spalte für jede Kennzahl und jedes Ende ihres Intervalls.</translation>
    </message>
    <message>
      <source>Bootstrap draws</source>
      <translation>Bootstrap-Ziehungen</translation>
    </message>
    <message>
      <source>For the 95 % intervals: so many scenes are redrawn with replacement, from whole truth objects (connected pixels) and whole blocks of background, since neighbouring pixels are no independent witnesses. With fewer than ten objects the intervals are rough. 0 for none.</source>
      <translation>Für die 95-%-Intervalle: so viele Szenen werden mit Zurücklegen neu gezogen, aus ganzen Objekten der Wahrheit (verbundenen Pixeln) und ganzen Blöcken des Hintergrunds, da benachbarte Pixel keine unabhängigen Zeugen sind. Mit weniger als zehn Objekten sind die Intervalle grob. 0 für keine.</translation>
    </message>
    <message>
      <source>Of the bootstrap.</source>
      <translation>Für den Bootstrap.</translation>
    </message>
    <message>
      <source>AUC</source>
      <translation>AUC</translation>
    </message>
    <message>
      <source>AUC, lower end of the 95 % interval</source>
      <translation>AUC, unteres Ende des 95-%-Intervalls</translation>
    </message>
    <message>
      <source>AUC, upper end of the 95 % interval</source>
      <translation>AUC, oberes Ende des 95-%-Intervalls</translation>
    </message>
    <message>
      <source>Average precision</source>
      <translation>Mittlere Präzision</translation>
    </message>
    <message>
      <source>Average precision, lower end of the 95 % interval</source>
      <translation>Mittlere Präzision, unteres Ende des 95-%-Intervalls</translation>
    </message>
    <message>
      <source>Average precision, upper end of the 95 % interval</source>
      <translation>Mittlere Präzision, oberes Ende des 95-%-Intervalls</translation>
    </message>
    <message>
      <source>AUC(D,F), the AUC</source>
      <translation>AUC(D,F), die AUC</translation>
    </message>
    <message>
      <source>AUC(D,tau), mean scaled score of the anomalies</source>
      <translation>AUC(D,tau), mittlerer skalierter Wert der Anomalien</translation>
    </message>
    <message>
      <source>AUC(F,tau), mean scaled score of the background</source>
      <translation>AUC(F,tau), mittlerer skalierter Wert des Hintergrunds</translation>
    </message>
    <message>
      <source>AUC(D,F) + AUC(D,tau)</source>
      <translation>AUC(D,F) + AUC(D,tau)</translation>
    </message>
    <message>
      <source>AUC(D,F) - AUC(F,tau)</source>
      <translation>AUC(D,F) - AUC(F,tau)</translation>
    </message>
    <message>
      <source>AUC(D,tau) / AUC(F,tau)</source>
      <translation>AUC(D,tau) / AUC(F,tau)</translation>
    </message>
    <message>
      <source>AUC(D,tau) - AUC(F,tau)</source>
      <translation>AUC(D,tau) - AUC(F,tau)</translation>
    </message>
    <message>
      <source>AUC(D,F) + AUC(D,tau) - AUC(F,tau)</source>
      <translation>AUC(D,F) + AUC(D,tau) - AUC(F,tau)</translation>
    </message>
    <message>
      <source>False-alarm rate at full detection</source>
      <translation>Fehlalarmrate bei vollständiger Erkennung</translation>
    </message>
    <message>
      <source>Anomalous pixels judged</source>
      <translation>Beurteilte anomale Pixel</translation>
    </message>
    <message>
      <source>Objects that they form</source>
      <translation>Objekte, die sie bilden</translation>
    </message>
    <message>
      <source>Background pixels judged</source>
      <translation>Beurteilte Hintergrundpixel</translation>
    </message>
    <message>
      <source>Anomalous pixels without a score</source>
      <translation>Anomale Pixel ohne Wert</translation>
    </message>
    <message>
      <source>MATLAB file</source>
      <translation>MATLAB-Datei</translation>
    </message>
    <message>
      <source>MATLAB files (*.mat)</source>
      <translation>MATLAB-Dateien (*.mat)</translation>
    </message>
    <message>
      <source>Versions 4 to 7.3.</source>
      <translation>Versionen 4 bis 7.3.</translation>
    </message>
    <message>
      <source>Variable of the cube</source>
      <translation>Variable des Würfels</translation>
    </message>
    <message>
      <source>Left empty: the largest three-dimensional array of numbers.</source>
      <translation>Leer: das größte dreidimensionale Feld von Zahlen.</translation>
    </message>
    <message>
      <source>Variable of the truth</source>
      <translation>Variable der Wahrheit</translation>
    </message>
    <message>
      <source>Left empty, and a raster of the truth asked for: a two-dimensional array of the cube's rows and columns, first one called map, gt, mask, groundtruth or truth.</source>
      <translation>Leer, wenn ein Raster der Wahrheit verlangt ist: ein zweidimensionales Feld mit den Zeilen und Spalten des Würfels, zuerst eines mit dem Namen map, gt, mask, groundtruth oder truth.</translation>
    </message>
    <message>
      <source>Axes</source>
      <translation>Achsen</translation>
    </message>
    <message>
      <source>The order of the array's axes in MATLAB. auto: as wavelengths and truth in the file suggest, else rows-columns-bands; the log says why.</source>
      <translation>Die Reihenfolge der Achsen des Felds in MATLAB. auto: wie Wellenlängen und Wahrheit in der Datei es nahelegen, sonst rows-columns-bands; das Protokoll sagt, warum.</translation>
    </message>
    <message>
      <source>Variable of the wavelengths</source>
      <translation>Variable der Wellenlängen</translation>
    </message>
    <message>
      <source>One number a band, in nanometres or micrometres. Left empty: a vector of that length, first one called wavelengths, wavelength, wave, wl or lambda, if its numbers can be wavelengths.</source>
      <translation>Eine Zahl je Kanal, in Nanometern oder Mikrometern. Leer: ein Vektor dieser Länge, zuerst einer mit dem Namen wavelengths, wavelength, wave, wl oder lambda, wenn seine Zahlen Wellenlängen sein können.</translation>
    </message>
    <message>
      <source>Coordinate system</source>
      <translation>Koordinatensystem</translation>
    </message>
    <message>
      <source>Left empty: as the file says, where Export MATLAB made it; else none.</source>
      <translation>Leer: wie die Datei sagt, wo „MATLAB-Export“ sie gemacht hat; sonst keines.</translation>
    </message>
    <message>
      <source>Upper left corner</source>
      <translation>Linke obere Ecke</translation>
    </message>
    <message>
      <source>Outer corner of the first pixel. Left empty: as the file says, where Export MATLAB made it and the pixel size is 1; else 0,0.</source>
      <translation>Äußere Ecke des ersten Pixels. Leer: wie die Datei sagt, wo „MATLAB-Export“ sie gemacht hat und die Pixelgröße 1 ist; sonst 0,0.</translation>
    </message>
    <message>
      <source>Pixel size [map units]</source>
      <translation>Pixelgröße [Karteneinheiten]</translation>
    </message>
    <message>
      <source>Width and height of a pixel in map units. Columns run to the right and rows downwards.</source>
      <translation>Breite und Höhe eines Pixels in Karteneinheiten. Spalten laufen nach rechts, Zeilen nach unten.</translation>
    </message>
    <message>
      <source>Cube</source>
      <translation>Würfel</translation>
    </message>
    <message>
      <source>The suffix decides the format: .tif, .img, .bsq ...</source>
      <translation>Die Endung bestimmt das Format: .tif, .img, .bsq ...</translation>
    </message>
    <message>
      <source>On the same grid. Whole numbers from 0 to 255 become bytes.</source>
      <translation>Auf demselben Gitter. Ganze Zahlen von 0 bis 255 werden Bytes.</translation>
    </message>
    <message>
      <source>Rows</source>
      <translation>Zeilen</translation>
    </message>
    <message>
      <source>Columns</source>
      <translation>Spalten</translation>
    </message>
    <message>
      <source>Variable used</source>
      <translation>Verwendete Variable</translation>
    </message>
    <message>
      <source>Axes used</source>
      <translation>Verwendete Achsen</translation>
    </message>
    <message>
      <source>A raster of at least two bands.</source>
      <translation>Ein Raster von mindestens zwei Kanälen.</translation>
    </message>
    <message>
      <source>Left empty: all, but for those that the header flags bad (ENVI bbl).</source>
      <translation>Leer: alle, außer denen, die der Header als schlecht kennzeichnet (ENVI bbl).</translation>
    </message>
    <message>
      <source>Only this part of the raster is written. Pixels that it touches count.</source>
      <translation>Nur dieser Teil des Rasters wird geschrieben. Pixel, die er berührt, zählen mit.</translation>
    </message>
    <message>
      <source>A raster on the same grid; its first band is written as it is.</source>
      <translation>Ein Raster auf demselben Gitter; sein erster Kanal wird geschrieben, wie er ist.</translation>
    </message>
    <message>
      <source>An older file is replaced when the new one is whole.</source>
      <translation>Eine ältere Datei wird ersetzt, wenn die neue ganz ist.</translation>
    </message>
    <message>
      <source>Made by Train SGM or Train and detect, with any context but 'ring'.</source>
      <translation>Mit „SGM trainieren“ oder „Trainieren und erkennen“ gemacht, mit jedem Kontext außer „ring“.</translation>
    </message>
    <message>
      <source>Number of spectra</source>
      <translation>Anzahl der Spektren</translation>
    </message>
    <message>
      <source>How many to draw.</source>
      <translation>Wie viele gezogen werden.</translation>
    </message>
    <message>
      <source>Sampler</source>
      <translation>Ziehverfahren</translation>
    </message>
    <message>
      <source>probability-flow: an ordinary differential equation, by Heun's method; 20 steps are as good as hundreds of the others. euler-maruyama: the reverse stochastic equation. predictor-corrector: the same with a Langevin step at each level.</source>
      <translation>probability-flow: eine gewöhnliche Differentialgleichung, nach dem Verfahren von Heun; 20 Schritte sind so gut wie Hunderte der anderen. euler-maruyama: die umgekehrte stochastische Gleichung. predictor-corrector: dasselbe mit einem Langevin-Schritt auf jeder Stufe.</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>Schritte</translation>
    </message>
    <message>
      <source>From noise to spectra. Left empty: 20 for probability-flow, 250 for euler-maruyama, 250 for predictor-corrector.</source>
      <translation>Vom Rauschen zu Spektren. Leer: 20 für probability-flow, 250 für euler-maruyama, 250 für predictor-corrector.</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Ansicht</translation>
    </message>
    <message>
      <source>The view of the spectra to draw in. Each has a network of its own. auto: the model's first, 'whitened' for the preset default, 'min-max' for paper. whitened: 30 components; smooth spectra of true shape. principal: 60 components on one scale; true amounts, with more noise than the scene has.</source>
      <translation>Die Ansicht der Spektren, in der gezogen wird. Jede hat ihr eigenes Netz. auto: die erste des Modells, „whitened“ für die Voreinstellung default, „min-max“ für paper. whitened: 30 Komponenten; glatte Spektren von wahrer Form. principal: 60 Komponenten auf einer Skala; wahre Beträge, mit mehr Rauschen als die Szene hat.</translation>
    </message>
    <message>
      <source>Spectra</source>
      <translation>Spektren</translation>
    </message>
    <message>
      <source>A table, .csv, .gpkg or .xlsx: a row for each spectrum, a column for each band, named '402.5 nm' or, where wavelengths are not known, 'band 7'. In the units of the raster.</source>
      <translation>Eine Tabelle, .csv, .gpkg oder .xlsx: eine Zeile für jedes Spektrum, eine Spalte für jeden Kanal, mit Namen wie „402.5 nm“ oder, wo die Wellenlängen nicht bekannt sind, „band 7“. In den Einheiten des Rasters.</translation>
    </message>
    <message>
      <source>Spectra report</source>
      <translation>Bericht über die Spektren</translation>
    </message>
    <message>
      <source>Real against generated spectra over wavelength and on their principal components.</source>
      <translation>Echte gegen erzeugte Spektren über der Wellenlänge und auf ihren Hauptkomponenten.</translation>
    </message>
    <message>
      <source>Distance from the real spectra [standard deviations]</source>
      <translation>Abstand von den echten Spektren [Standardabweichungen]</translation>
    </message>
    <message>
      <source>The same between two halves of the real spectra</source>
      <translation>Dasselbe zwischen zwei Hälften der echten Spektren</translation>
    </message>
    <message>
      <source>The same for a Gaussian of their mean and covariance</source>
      <translation>Dasselbe für eine Normalverteilung mit deren Mittel und Kovarianz</translation>
    </message>
    <message>
      <source>Seconds of drawing</source>
      <translation>Sekunden des Ziehens</translation>
    </message>
    <message>
      <source>Times t in (0, 1], one band each. The bands' names tell the noise's standard deviation s too, in the units in which the model sees the spectra; the preset default sees the scene with a mean variance of 1.</source>
      <translation>Zeiten t in (0, 1], je ein Kanal. Die Namen der Kanäle nennen auch die Standardabweichung s des Rauschens, in den Einheiten, in denen das Modell die Spektren sieht; die Voreinstellung default sieht die Szene mit einer mittleren Varianz von 1.</translation>
    </message>
    <message>
      <source>Scores by noise level</source>
      <translation>Anomaliewerte je Rauschstufe</translation>
    </message>
    <message>
      <source>32-bit float, one band for each level, NaN where a pixel is not valid; larger is more anomalous.</source>
      <translation>Gleitkommazahlen mit 32 Bit, ein Kanal für jede Stufe, NaN, wo ein Pixel nicht gültig ist; größer ist anomaler.</translation>
    </message>
    <message>
      <source>Sweep report</source>
      <translation>Bericht über die Rauschstufen</translation>
    </message>
    <message>
      <source>The maps side by side, and the rank correlation between them.</source>
      <translation>Die Karten nebeneinander und die Rangkorrelation zwischen ihnen.</translation>
    </message>
    <message>
      <source>Another seed makes another scene.</source>
      <translation>Ein anderer Startwert macht eine andere Szene.</translation>
    </message>
    <message>
      <source>Scene</source>
      <translation>Szene</translation>
    </message>
    <message>
      <source>16-bit reflectance times 10000, a GeoTIFF.</source>
      <translation>Reflexionsgrad mal 10000 mit 16 Bit, ein GeoTIFF.</translation>
    </message>
    <message>
      <source>1 where a target is, 0 elsewhere.</source>
      <translation>1, wo ein Ziel ist, sonst 0.</translation>
    </message>
    <message>
      <source>Set up PyTorch in a folder of your own</source>
      <translation>PyTorch in einem eigenen Ordner einrichten</translation>
    </message>
    <message>
      <source>Installs PyTorch into {folder}. Takes some minutes and up to several gigabytes. The proxy of Settings &gt; Options &gt; Network is used.</source>
      <translation>Installiert PyTorch nach {folder}. Dauert einige Minuten und braucht bis zu mehreren Gigabyte. Der Proxy unter Einstellungen &gt; Optionen &gt; Netzwerk wird benutzt.</translation>
    </message>
    <message>
      <source>Build of PyTorch</source>
      <translation>Ausgabe von PyTorch</translation>
    </message>
    <message>
      <source>cpu: for the CPU, some 200 MB to load; serves everywhere. cuda: for NVIDIA graphics processors, some gigabytes. pip: as pip chooses, with CUDA on Linux (as large) and for the CPU on Windows and macOS.</source>
      <translation>cpu: für den Prozessor, rund 200 MB zu laden; passt überall. cuda: für NVIDIA-Grafikprozessoren, einige Gigabyte. pip: wie pip wählt, mit CUDA unter Linux (ebenso groß) und für den Prozessor unter Windows und macOS.</translation>
    </message>
    <message>
      <source>Folder of wheels</source>
      <translation>Ordner mit Wheels</translation>
    </message>
    <message>
      <source>For machines with no network: a folder that was filled elsewhere, on the same system and version of Python, by: pip download torch numpy -d FOLDER. Nothing is fetched then, and the build is that of the wheels.</source>
      <translation>Für Rechner ohne Netz: ein Ordner, der anderswo, auf demselben System und mit derselben Python-Version, gefüllt wurde, mit: pip download torch numpy -d FOLDER. Dann wird nichts geladen, und die Ausgabe ist die der Wheels.</translation>
    </message>
    <message>
      <source>Packages</source>
      <translation>Pakete</translation>
    </message>
    <message>
      <source>What pip installs, as in: torch==2.13.0 numpy</source>
      <translation>Was pip installiert, etwa: torch==2.13.0 numpy</translation>
    </message>
    <message>
      <source>Options for pip</source>
      <translation>Optionen für pip</translation>
    </message>
    <message>
      <source>Further options of pip install; they count before the build. As in: --index-url https://download.pytorch.org/whl/cu126</source>
      <translation>Weitere Optionen von pip install; sie gelten vor der Ausgabe. Etwa: --index-url https://download.pytorch.org/whl/cu126</translation>
    </message>
    <message>
      <source>Remove what was set up</source>
      <translation>Das Eingerichtete entfernen</translation>
    </message>
    <message>
      <source>Deletes {folder} and all that was installed there.</source>
      <translation>Löscht {folder} und alles, was dort installiert wurde.</translation>
    </message>
    <message>
      <source>Environment report</source>
      <translation>Bericht über die Rechenumgebung</translation>
    </message>
    <message>
      <source>The same as a page, with a text to copy into a bug report.</source>
      <translation>Dasselbe als Seite, mit einem Text zum Kopieren in eine Fehlermeldung.</translation>
    </message>
    <message>
      <source>Status</source>
      <translation>Status</translation>
    </message>
    <message>
      <source>Python</source>
      <translation>Python</translation>
    </message>
    <message>
      <source>Device that 'auto' takes</source>
      <translation>Gerät, das „auto“ nimmt</translation>
    </message>
    <message>
      <source>Check computing environment</source>
      <translation>Rechenumgebung prüfen</translation>
    </message>
    <message>
      <source>Tools</source>
      <translation>Werkzeuge</translation>
    </message>
    <message>
      <source>Tells which Python, torch and device will compute, and sets them up where asked to.</source>
      <translation>Sagt, welches Python, welches torch und welches Gerät rechnen wird, und richtet sie auf Wunsch ein.</translation>
    </message>
    <message>
      <source>ScoreAD computes with PyTorch in a process of its own, so that nothing of it gets into QGIS. This tells which Python and device it will use, and how fast they detect. With &lt;i&gt;Set up&lt;/i&gt; ticked it makes a virtual environment in your own data folder and installs PyTorch there with pip: QGIS's own Python is not touched. Tick it again to repair or update: the new environment takes the place of the old one once it works. &lt;i&gt;Remove&lt;/i&gt; undoes it. Nothing is installed or removed unless a box is ticked.</source>
      <translation>ScoreAD rechnet mit PyTorch in einem eigenen Prozess, so dass nichts davon in QGIS gelangt. Hier steht, welches Python und welches Gerät es benutzen wird und wie schnell diese erkennen. Ist &lt;i&gt;einrichten&lt;/i&gt; angehakt, macht es eine virtuelle Umgebung in Ihrem eigenen Datenordner und installiert PyTorch dort mit pip: das Python von QGIS bleibt, wie es ist. Haken Sie es noch einmal an, um zu reparieren oder zu aktualisieren: die neue Umgebung tritt an die Stelle der alten, sobald sie läuft. &lt;i&gt;Entfernen&lt;/i&gt; macht es rückgängig. Nichts wird installiert oder entfernt, wenn kein Kästchen angehakt ist.</translation>
    </message>
    <message>
      <source>install</source>
      <translation>Installation</translation>
    </message>
    <message>
      <source>setup</source>
      <translation>Einrichtung</translation>
    </message>
    <message>
      <source>torch</source>
      <translation>torch</translation>
    </message>
    <message>
      <source>gpu</source>
      <translation>GPU</translation>
    </message>
    <message>
      <source>cuda</source>
      <translation>CUDA</translation>
    </message>
    <message>
      <source>device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <source>Create sample scene</source>
      <translation>Beispielszene erzeugen</translation>
    </message>
    <message>
      <source>Makes a synthetic hyperspectral scene with hidden targets and the truth about them.</source>
      <translation>Erzeugt eine synthetische hyperspektrale Szene mit versteckten Zielen und der Wahrheit darüber.</translation>
    </message>
    <message>
      <source>Makes a georeferenced scene of 150 x 150 pixels and 150 bands (400 to 2500 nm): mixed materials under uneven light, water-vapour bands flagged bad, noise that differs by band, a nodata corner, and some thirty full-pixel and sub-pixel targets that do not belong. The second raster tells where they are.</source>
      <translation>Macht eine georeferenzierte Szene von 150 x 150 Pixeln und 150 Kanälen (400 bis 2500 nm): gemischte Materialien unter ungleichem Licht, als schlecht gekennzeichnete Wasserdampfkanäle, Rauschen, das sich je Kanal unterscheidet, eine Ecke aus Nodata und etwa dreißig Ziele von ganzen Pixeln oder Teilen davon, die nicht dazugehören. Das zweite Raster sagt, wo sie sind.</translation>
    </message>
    <message>
      <source>hyperspectral</source>
      <translation>hyperspektral</translation>
    </message>
    <message>
      <source>sample</source>
      <translation>Beispiel</translation>
    </message>
    <message>
      <source>synthetic</source>
      <translation>synthetisch</translation>
    </message>
    <message>
      <source>test data</source>
      <translation>Testdaten</translation>
    </message>
    <message>
      <source>Detect anomalies</source>
      <translation>Anomalien erkennen</translation>
    </message>
    <message>
      <source>Anomaly detection</source>
      <translation>Anomalieerkennung</translation>
    </message>
    <message>
      <source>Scores every pixel of a raster by how little its spectrum belongs, with a trained model.</source>
      <translation>Bewertet mit einem trainierten Modell jedes Pixel eines Rasters danach, wie wenig sein Spektrum dazugehört.</translation>
    </message>
    <message>
      <source>Perturbs each spectrum with noise and asks the model where it is pulled: an ordinary spectrum is pulled to all sides, an anomalous one always the same way. The length of the mean direction is the score; larger means more anomalous. With the preset &lt;i&gt;default&lt;/i&gt; the score is fused over two views of the spectra, in robust standard deviations of the training sample, above the local background; with &lt;i&gt;paper&lt;/i&gt; it is the mean resultant length, 0 to 1. There is no universal threshold: rank first.</source>
      <translation>Stört jedes Spektrum mit Rauschen und fragt das Modell, wohin es gezogen wird: ein gewöhnliches Spektrum wird nach allen Seiten gezogen, ein anomales immer in dieselbe Richtung. Die Länge der mittleren Richtung ist der Anomaliewert; größer heißt anomaler. Mit der Voreinstellung &lt;i&gt;default&lt;/i&gt; ist er aus zwei Ansichten der Spektren zusammengesetzt, in robusten Standardabweichungen der Trainingsstichprobe, über dem lokalen Hintergrund; mit &lt;i&gt;paper&lt;/i&gt; ist er die mittlere Resultantenlänge, 0 bis 1. Es gibt keine allgemeingültige Schwelle: ordnen Sie zuerst nach Rang.</translation>
    </message>
    <message>
      <source>anomaly</source>
      <translation>Anomalie</translation>
    </message>
    <message>
      <source>outlier</source>
      <translation>Ausreißer</translation>
    </message>
    <message>
      <source>target</source>
      <translation>Ziel</translation>
    </message>
    <message>
      <source>score</source>
      <translation>Bewertung</translation>
    </message>
    <message>
      <source>rx</source>
      <translation>RX</translation>
    </message>
    <message>
      <source>Evaluate detection</source>
      <translation>Erkennung bewerten</translation>
    </message>
    <message>
      <source>Judges one or more score rasters by what is known to be anomalous: AUC, ROC curves, intervals.</source>
      <translation>Beurteilt ein oder mehrere Raster von Anomaliewerten an dem, was als anomal bekannt ist: AUC, ROC-Kurven, Intervalle.</translation>
    </message>
    <message>
      <source>Compares score rasters, of this plugin or any other, with a truth layer: area under the ROC curve (AUC), average precision (AP), the 3-D ROC family, the false-alarm rate at which the last anomaly is found, and 95 % intervals. Larger scores must be more anomalous. The outputs tell of the first raster, table and report of all. Pixels without a score are not judged; the log says how many. A whole band is held in memory, some 60 bytes a pixel.</source>
      <translation>Vergleicht Raster von Anomaliewerten, aus dieser Erweiterung oder jeder anderen Quelle, mit einem Layer der Wahrheit: Fläche unter der ROC-Kurve (AUC), mittlere Präzision (AP), die Familie der 3-D-ROC, die Fehlalarmrate, bei der die letzte Anomalie gefunden ist, und 95-%-Intervalle. Größere Werte müssen anomaler sein. Die Ausgaben gelten für das erste Raster, Tabelle und Bericht für alle. Pixel ohne Wert werden nicht beurteilt; das Protokoll sagt, wie viele. Ein ganzer Kanal wird im Speicher gehalten, etwa 60 Bytes je Pixel.</translation>
    </message>
    <message>
      <source>evaluation</source>
      <translation>Beurteilung</translation>
    </message>
    <message>
      <source>accuracy</source>
      <translation>Genauigkeit</translation>
    </message>
    <message>
      <source>truth</source>
      <translation>Wahrheit</translation>
    </message>
    <message>
      <source>roc</source>
      <translation>ROC</translation>
    </message>
    <message>
      <source>auc</source>
      <translation>AUC</translation>
    </message>
    <message>
      <source>precision</source>
      <translation>Präzision</translation>
    </message>
    <message>
      <source>bootstrap</source>
      <translation>Bootstrap</translation>
    </message>
    <message>
      <source>Explain pixels</source>
      <translation>Pixel erklären</translation>
    </message>
    <message>
      <source>Tells for points in which wavelengths, and how far, their pixels are odd to a model.</source>
      <translation>Sagt für Punkte, bei welchen Wellenlängen und wie weit ihre Pixel einem Modell auffallen.</translation>
    </message>
    <message>
      <source>Asks a model about single pixels: those under the points of a layer, for instance the &lt;i&gt;Peaks&lt;/i&gt; of &lt;i&gt;Extract anomalies&lt;/i&gt;, or places where you know what is on the ground. Fields that the points get: &lt;i&gt;point&lt;/i&gt;, their number; &lt;i&gt;score&lt;/i&gt;, by the model alone, without the local contrast that &lt;i&gt;Detect anomalies&lt;/i&gt; takes; &lt;i&gt;spectrum&lt;/i&gt;; &lt;i&gt;deviation&lt;/i&gt;, the spectrum less the one that the model would move it towards, which is &lt;i&gt;background&lt;/i&gt;; &lt;i&gt;nearest&lt;/i&gt;, a real spectrum: of those of the training sample that the model finds ordinary (95 %), the one that differs least, all bands counted alike in standard deviations of these; &lt;i&gt;distance&lt;/i&gt;, how much that is, the root mean square over the bands. A name that is taken gets _2 behind it. Spectra are JSON objects of x (wavelengths in nm, or band numbers), xUnit and y, as the EnMAP-Box keeps profiles. Points outside the raster or on pixels that are not valid keep these fields empty. A model of the preset &lt;i&gt;paper&lt;/i&gt; takes a minute or two.</source>
      <translation>Befragt ein Modell zu einzelnen Pixeln: denen unter den Punkten eines Layers, zum Beispiel den &lt;i&gt;Gipfeln&lt;/i&gt; aus &lt;i&gt;Anomalien extrahieren&lt;/i&gt;, oder Stellen, von denen Sie wissen, was dort am Boden liegt. Felder, die die Punkte bekommen: &lt;i&gt;point&lt;/i&gt;, ihre Nummer; &lt;i&gt;score&lt;/i&gt;, vom Modell allein, ohne den örtlichen Kontrast, den &lt;i&gt;Anomalien erkennen&lt;/i&gt; nimmt; &lt;i&gt;spectrum&lt;/i&gt;; &lt;i&gt;deviation&lt;/i&gt;, das Spektrum minus dem, zu dem das Modell es hinziehen würde, und dieses ist &lt;i&gt;background&lt;/i&gt;; &lt;i&gt;nearest&lt;/i&gt;, ein wirkliches Spektrum: von denen der Trainingsstichprobe, die das Modell gewöhnlich findet (95 %), das am wenigsten verschiedene, alle Kanäle gleich gezählt in deren Standardabweichungen; &lt;i&gt;distance&lt;/i&gt;, wie viel das ist, das quadratische Mittel über die Kanäle. Ein Name, der vergeben ist, bekommt _2 angehängt. Spektren sind JSON-Objekte aus x (Wellenlängen in nm oder Kanalnummern), xUnit und y, wie die EnMAP-Box Profile aufbewahrt. Punkte außerhalb des Rasters oder auf ungültigen Pixeln behalten diese Felder leer. Ein Modell der Voreinstellung &lt;i&gt;paper&lt;/i&gt; braucht ein bis zwei Minuten.</translation>
    </message>
    <message>
      <source>explain</source>
      <translation>erklären</translation>
    </message>
    <message>
      <source>spectrum</source>
      <translation>Spektrum</translation>
    </message>
    <message>
      <source>deviation</source>
      <translation>Abweichung</translation>
    </message>
    <message>
      <source>profile</source>
      <translation>Profil</translation>
    </message>
    <message>
      <source>point</source>
      <translation>Punkt</translation>
    </message>
    <message>
      <source>Export MATLAB</source>
      <translation>MATLAB-Export</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>Daten</translation>
    </message>
    <message>
      <source>Writes a hyperspectral raster, its wavelengths and its place to a MATLAB file.</source>
      <translation>Schreibt ein hyperspektrales Raster, seine Wellenlängen und seine Lage in eine MATLAB-Datei.</translation>
    </message>
    <message>
      <source>Writes a compressed .mat file (version 5, which every MATLAB and scipy read): &lt;i&gt;data&lt;/i&gt; (rows, columns, bands) in the raster's own type of number, &lt;i&gt;map&lt;/i&gt; for the truth, &lt;i&gt;wavelengths&lt;/i&gt; in nanometres, &lt;i&gt;bands&lt;/i&gt; (which of the raster's), &lt;i&gt;geotransform&lt;/i&gt; in GDAL's order, &lt;i&gt;crs&lt;/i&gt; as WKT, &lt;i&gt;nodata&lt;/i&gt;, and &lt;i&gt;axes&lt;/i&gt;. Import MATLAB cube makes the same raster of it. The cube must be smaller than 2 GiB, and is held in memory whole, several times over while it is compressed.</source>
      <translation>Schreibt eine komprimierte .mat-Datei (Version 5, die jedes MATLAB und scipy lesen): &lt;i&gt;data&lt;/i&gt; (Zeilen, Spalten, Kanäle) in der Zahlenart des Rasters, &lt;i&gt;map&lt;/i&gt; für die Wahrheit, &lt;i&gt;wavelengths&lt;/i&gt; in Nanometern, &lt;i&gt;bands&lt;/i&gt; (welche des Rasters), &lt;i&gt;geotransform&lt;/i&gt; in der Reihenfolge von GDAL, &lt;i&gt;crs&lt;/i&gt; als WKT, &lt;i&gt;nodata&lt;/i&gt; und &lt;i&gt;axes&lt;/i&gt;. „MATLAB-Würfel importieren“ macht daraus dasselbe Raster. Der Würfel muss kleiner als 2 GiB sein und wird ganz im Speicher gehalten, beim Komprimieren mehrfach.</translation>
    </message>
    <message>
      <source>matlab</source>
      <translation>MATLAB</translation>
    </message>
    <message>
      <source>mat</source>
      <translation>mat</translation>
    </message>
    <message>
      <source>cube</source>
      <translation>Würfel</translation>
    </message>
    <message>
      <source>convert</source>
      <translation>umwandeln</translation>
    </message>
    <message>
      <source>Extract anomalies</source>
      <translation>Anomalien extrahieren</translation>
    </message>
    <message>
      <source>Makes ranked polygons and points of the highest scores of an anomaly score raster.</source>
      <translation>Macht aus den höchsten Anomaliewerten eines Rasters Polygone und Punkte mit Rang.</translation>
    </message>
    <message>
      <source>Takes the pixels whose score reaches a threshold, joins those that touch by sides or corners, and ranks these regions by their highest score. Fields of the polygons: &lt;i&gt;rank&lt;/i&gt;, 1 for the strongest; &lt;i&gt;score_max&lt;/i&gt;, &lt;i&gt;score_mean&lt;/i&gt;; &lt;i&gt;pixels&lt;/i&gt;; &lt;i&gt;area&lt;/i&gt;, in square map units, or in square metres on the ellipsoid where the coordinates are degrees; &lt;i&gt;pfa&lt;/i&gt;, the false-alarm probability of the highest score, empty where it cannot be told; &lt;i&gt;label_x&lt;/i&gt;, &lt;i&gt;label_y&lt;/i&gt;, a place within the polygon, close to its middle. Takes any raster in which larger is more anomalous, of at most 67 million pixels: they are held in memory, some 20 bytes for each.</source>
      <translation>Nimmt die Pixel, deren Wert eine Schwelle erreicht, verbindet die, die sich mit Seiten oder Ecken berühren, und ordnet diese Regionen nach ihrem höchsten Wert. Felder der Polygone: &lt;i&gt;rank&lt;/i&gt;, 1 für das stärkste; &lt;i&gt;score_max&lt;/i&gt;, &lt;i&gt;score_mean&lt;/i&gt;; &lt;i&gt;pixels&lt;/i&gt;; &lt;i&gt;area&lt;/i&gt;, im Quadrat der Karteneinheiten oder, wo die Koordinaten Grade sind, in Quadratmetern auf dem Ellipsoid; &lt;i&gt;pfa&lt;/i&gt;, die Fehlalarmwahrscheinlichkeit des höchsten Werts, leer, wo sie nicht bekannt ist; &lt;i&gt;label_x&lt;/i&gt;, &lt;i&gt;label_y&lt;/i&gt;, eine Stelle im Polygon, nahe seiner Mitte. Nimmt jedes Raster, in dem größer anomaler ist, von höchstens 67 Millionen Pixeln: sie werden im Speicher gehalten, etwa 20 Bytes für jedes.</translation>
    </message>
    <message>
      <source>threshold</source>
      <translation>Schwelle</translation>
    </message>
    <message>
      <source>polygonize</source>
      <translation>polygonisieren</translation>
    </message>
    <message>
      <source>sieve</source>
      <translation>sieben</translation>
    </message>
    <message>
      <source>vectorize</source>
      <translation>vektorisieren</translation>
    </message>
    <message>
      <source>Generate spectra</source>
      <translation>Spektren erzeugen</translation>
    </message>
    <message>
      <source>Draws new spectra from a trained model, and tells how far they are from the real ones.</source>
      <translation>Zieht neue Spektren aus einem trainierten Modell und sagt, wie weit sie von den echten entfernt sind.</translation>
    </message>
    <message>
      <source>A score model can draw spectra: it starts from noise and takes it away step by step. Spectra that look like those of the scene show that the model has learned it. &lt;i&gt;Distance&lt;/i&gt; says so in a number: how far, in standard deviations of the leading components, the generated spectra lie from the real ones that are stored in the model. A perfect model reaches the &lt;i&gt;Baseline&lt;/i&gt;, the distance between halves of the real ones; one that knows mean and covariance alone reaches that of a &lt;i&gt;Gaussian&lt;/i&gt;.</source>
      <translation>Ein Score-Modell kann Spektren ziehen: es beginnt mit Rauschen und nimmt es Schritt für Schritt weg. Spektren, die aussehen wie die der Szene, zeigen, dass das Modell sie gelernt hat. Der &lt;i&gt;Abstand&lt;/i&gt; sagt es in einer Zahl: wie weit, in Standardabweichungen der führenden Komponenten, die erzeugten Spektren von den echten entfernt sind, die im Modell aufbewahrt sind. Ein vollkommenes Modell erreicht den Abstand zwischen Hälften der echten; eines, das nur Mittel und Kovarianz kennt, den einer &lt;i&gt;Normalverteilung&lt;/i&gt;.</translation>
    </message>
    <message>
      <source>generative</source>
      <translation>generativ</translation>
    </message>
    <message>
      <source>sampling</source>
      <translation>Stichproben</translation>
    </message>
    <message>
      <source>diffusion</source>
      <translation>Diffusion</translation>
    </message>
    <message>
      <source>Import MATLAB cube</source>
      <translation>MATLAB-Würfel importieren</translation>
    </message>
    <message>
      <source>Makes a raster of a hyperspectral cube in a MATLAB file, and another of its truth.</source>
      <translation>Macht aus einem hyperspektralen Würfel in einer MATLAB-Datei ein Raster und aus seiner Wahrheit ein zweites.</translation>
    </message>
    <message>
      <source>Makes a raster of a three-dimensional array in a .mat file, with its wavelengths where the file has them, and another of the truth map. Choose a file and run: variables and axes are guessed, and the log says what was guessed. Files up to version 7 are read as they are; those of version 7.3 (HDF5) where GDAL reads HDF5, as QGIS's usual builds do; else save('file.mat', '-v7') in MATLAB. Numbers keep their type. The array is read into memory whole.</source>
      <translation>Macht ein Raster aus einem dreidimensionalen Feld in einer .mat-Datei, mit seinen Wellenlängen, wo die Datei sie hat, und ein zweites aus der Karte der Wahrheit. Wählen Sie eine Datei und führen Sie aus: Variablen und Achsen werden erraten, und das Protokoll sagt, was erraten wurde. Dateien bis Version 7 werden gelesen, wie sie sind; die der Version 7.3 (HDF5), wo GDAL HDF5 liest, wie in den üblichen Paketen von QGIS; sonst save('file.mat', '-v7') in MATLAB. Zahlen behalten ihre Art. Das Feld wird ganz in den Speicher gelesen.</translation>
    </message>
    <message>
      <source>benchmark</source>
      <translation>Vergleichsmessung</translation>
    </message>
    <message>
      <source>Noise-level sweep</source>
      <translation>Durchlauf der Rauschstufen</translation>
    </message>
    <message>
      <source>Scores a raster at one noise level after another, one band each, to see which level shows what.</source>
      <translation>Bewertet ein Raster bei einer Rauschstufe nach der anderen, je ein Kanal, um zu sehen, welche Stufe was zeigt.</translation>
    </message>
    <message>
      <source>The noise that perturbs a spectrum decides what counts as odd: little noise asks for the fine structure of the scene, much noise for the distance from all of it. This scores the raster at each level alone, by the model's own score (without the local background that &lt;i&gt;Detect anomalies&lt;/i&gt; takes away). The report shows the maps side by side, and how far they agree. A model of the preset &lt;i&gt;paper&lt;/i&gt; takes many minutes with its 100 perturbations; try ten first.</source>
      <translation>Das Rauschen, das ein Spektrum stört, bestimmt, was als auffällig zählt: wenig Rauschen fragt nach der feinen Struktur der Szene, viel Rauschen nach dem Abstand von ihr als ganzer. Hier wird das Raster bei jeder Stufe einzeln bewertet, mit dem Wert des Modells selbst (ohne den lokalen Hintergrund, den &lt;i&gt;Anomalien erkennen&lt;/i&gt; abzieht). Der Bericht zeigt die Karten nebeneinander und wie weit sie übereinstimmen. Ein Modell der Voreinstellung &lt;i&gt;paper&lt;/i&gt; braucht mit seinen 100 Störungen viele Minuten; versuchen Sie es zuerst mit zehn.</translation>
    </message>
    <message>
      <source>RX detector</source>
      <translation>RX-Detektor</translation>
    </message>
    <message>
      <source>Scores every pixel by its Mahalanobis distance from the scene, or from its surroundings.</source>
      <translation>Bewertet jedes Pixel nach seinem Mahalanobis-Abstand von der Szene oder von seiner Umgebung.</translation>
    </message>
    <message>
      <source>The Reed-Xiaoli detector: no model, nothing random, and no PyTorch needed. The score is the squared Mahalanobis distance of a spectrum from its background; larger is more anomalous. The background is the whole scene, or the ring between two windows around the pixel.</source>
      <translation>Der Reed-Xiaoli-Detektor: kein Modell, nichts Zufälliges und kein PyTorch. Der Anomaliewert ist das Quadrat des Mahalanobis-Abstands eines Spektrums von seinem Hintergrund; größer ist anomaler. Der Hintergrund ist die ganze Szene oder der Ring zwischen zwei Fenstern um das Pixel.</translation>
    </message>
    <message>
      <source>reed</source>
      <translation>Reed</translation>
    </message>
    <message>
      <source>xiaoli</source>
      <translation>Xiaoli</translation>
    </message>
    <message>
      <source>mahalanobis</source>
      <translation>Mahalanobis</translation>
    </message>
    <message>
      <source>Train and detect</source>
      <translation>Trainieren und erkennen</translation>
    </message>
    <message>
      <source>Finds the pixels of a hyperspectral raster that do not belong: trains on it, then scores it.</source>
      <translation>Findet die Pixel eines hyperspektralen Rasters, die nicht dazugehören: trainiert darauf und bewertet es dann.</translation>
    </message>
    <message>
      <source>Finds the odd pixels of &lt;i&gt;this&lt;/i&gt; image: trains a score model on all its spectra, with no labels, and scores each pixel with it. Larger scores are more anomalous. Choose a raster and run: the other parameters serve as they are. Give the model a name to keep it for other images of the same sensor. On two processor cores the training takes seconds to a minute, whatever the size of the raster, and the scoring five seconds for each million pixels of 200 bands; both in some 1.5 GB of memory. The log tells the time left; Cancel stops at any moment.</source>
      <translation>Findet die auffälligen Pixel &lt;i&gt;dieses&lt;/i&gt; Bilds: trainiert ein Score-Modell auf allen seinen Spektren, ohne Beispiele vorzugeben, und bewertet jedes Pixel damit. Größere Werte sind anomaler. Wählen Sie ein Raster und führen Sie aus: die anderen Parameter passen, wie sie sind. Geben Sie dem Modell einen Namen, um es für andere Bilder desselben Sensors aufzubewahren. Auf zwei Prozessorkernen dauert das Training Sekunden bis eine Minute, wie groß das Raster auch ist, und die Bewertung fünf Sekunden für jede Million Pixel von 200 Kanälen; beides in rund 1,5 GB Speicher. Das Protokoll nennt die übrige Zeit; Abbrechen geht jederzeit.</translation>
    </message>
    <message>
      <source>Train SGM</source>
      <translation>SGM trainieren</translation>
    </message>
    <message>
      <source>Trains a score-based generative model on all spectra of a raster, without labels.</source>
      <translation>Trainiert ein score-basiertes generatives Modell auf allen Spektren eines Rasters, ohne Beispiele vorzugeben.</translation>
    </message>
    <message>
      <source>Learns how the spectra of a scene are distributed: a score-based generative model (SGM), trained by denoising score matching on the raster's own pixels, with no labels. &lt;i&gt;Detect anomalies&lt;/i&gt; then scores this raster, or others of the same sensor, with the model. To find the odd pixels of one image, &lt;i&gt;Train and detect&lt;/i&gt; does both in one run. On two processor cores it takes seconds to a minute, whatever the size of the raster, and some 1.3 GB of memory; the log tells the time left.</source>
      <translation>Lernt, wie die Spektren einer Szene verteilt sind: ein score-basiertes generatives Modell (SGM), durch entrauschenden Score-Abgleich auf den Pixeln des Rasters selbst trainiert, ohne Beispiele vorzugeben. &lt;i&gt;Anomalien erkennen&lt;/i&gt; bewertet dann dieses Raster oder andere desselben Sensors mit dem Modell. Um die auffälligen Pixel eines Bilds zu finden, macht &lt;i&gt;Trainieren und erkennen&lt;/i&gt; beides in einem Lauf. Auf zwei Prozessorkernen dauert es Sekunden bis eine Minute, wie groß das Raster auch ist, und braucht rund 1,3 GB Speicher; das Protokoll nennt die übrige Zeit.</translation>
    </message>
    <message>
      <source>square map units</source>
      <translation>Quadrat der Karteneinheiten</translation>
    </message>
  </context>
</TS>
